-- The brake of one entity of a system.
--
-- KEYS  its state; the links that wrote lately, each with the moment (ms); the
--       extractor's cursor, which holds how many records there are
-- ARGV  what is wanted, and the limits: records, percent, window (ms); then
--       ask: the link that wants to write; hold: since when (ms) the brake
--       holds a link
--
-- Gives {goes, changed, records (0: not known), limit, engaged, released,
-- decided}; the last three are moments (ms), 0: never.

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local what, window = ARGV[1], tonumber(ARGV[4])
local brake, changed = KEYS[1], KEYS[2]

local function records()
    local known, cursor = pcall(cjson.decode, redis.call('GET', KEYS[3]) or '')

    return known and type(cursor) == 'table' and tonumber(cursor.records) or 0
end

local function moment(name)
    return tonumber(redis.call('HGET', brake, name) or 0)
end

local function note(name)
    redis.call('HSET', brake, name, string.format('%.0f', now))
end

local there = records()
local limit = math.max(tonumber(ARGV[2]),
    math.floor(there * tonumber(ARGV[3]) / 100))

local function is_full()
    return redis.call('ZCARD', changed) >= limit
end

-- Who writes once more is counted once. Who comes when it is full engages it,
-- and so it stays until a person decides.
local function ask(link)
    local counted = redis.call('ZREM', changed, link) == 1
    local goes = moment('released') > 0 or
        (moment('engaged') == 0 and not is_full())

    if goes or counted then
        redis.call('ZADD', changed, now, link)
        redis.call('PEXPIRE', changed, window)
    end
    if not goes and moment('engaged') == 0 then
        note('engaged')
    end
    return goes and 1 or 0
end

-- A link is held although nothing is known of it here: Redis was lost.
local function hold(since)
    if moment('engaged') == 0 and moment('released') == 0 and
        since > moment('decided') then
        note('engaged')
    end
end

local function release()
    redis.call('HDEL', brake, 'engaged')
    note('released')
    note('decided')
end

local function drop()
    redis.call('HDEL', brake, 'engaged', 'released')
    redis.call('DEL', changed)
    note('decided')
end

redis.call('ZREMRANGEBYSCORE', changed, '-inf', now - window)
-- A release lasts for the window, and as long as what it let through goes on.
if moment('released') > 0 and now - moment('released') >= window and
    not is_full() then
    redis.call('HDEL', brake, 'released')
end

local goes = 1
if what == 'ask' then
    goes = ask(ARGV[5])
elseif what == 'hold' then
    hold(tonumber(ARGV[5]))
elseif what == 'release' then
    release()
elseif what == 'drop' then
    drop()
end
return { goes, redis.call('ZCARD', changed), there, limit,
    moment('engaged'), moment('released'), moment('decided') }
