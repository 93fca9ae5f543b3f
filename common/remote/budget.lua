-- The budget of one account: KEYS[1] lists the moments (microseconds) of its
-- last requests, the newest first. ARGV: requests wanted, requests in a second,
-- requests in a lot. Gives {granted, milliseconds to wait}.
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local wanted, rate, lot = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

-- A little more than a second: a request may travel faster than the one before.
local second = 1025000
-- Twice as fast as the rate, so that who comes late can catch up.
local pause = lot * 1000000 / rate / 2

-- When one more may go, if no more than count may within a span.
local function next_of(count, span)
    return tonumber(redis.call('LINDEX', KEYS[1], count - 1) or -span) + span
end

local function next_at()
    return math.max(next_of(rate, second), next_of(lot, pause))
end

-- What lies ahead was written before the clock was set back.
if next_of(1, 0) > now then
    redis.call('DEL', KEYS[1])
end

local granted = 0
while granted < wanted and next_at() <= now do
    redis.call('LPUSH', KEYS[1], string.format('%.0f', now))
    granted = granted + 1
end
redis.call('LTRIM', KEYS[1], 0, rate - 1)
redis.call('PEXPIRE', KEYS[1], 60000)
return { granted, math.max(0, math.ceil((next_at() - now) / 1000)) }
