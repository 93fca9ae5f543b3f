-- Writes one batch of a partition, unless somebody else has written since it
-- was read. Returns 1, or 0 when it refuses.
--
-- KEYS  states, due times, then seen marks: one set for each entity
-- ARGV  checkpoint before ('' for none), checkpoint after, now, and for each
--       item: id, state, due, side a, side b, entity seen, time seen
--
-- An entity is its place among the seen marks, 0 is none; as a side it is
-- negative when the link holds no record of it any more. A state of '' is
-- removed. A due time of '' says that there is nothing but the seen mark.

local links, due = KEYS[1], KEYS[2]
local before, after, now = ARGV[1], ARGV[2], ARGV[3]
local WORDS = 7

local function keep_state(id, state, due_ms)
    if state == '' then
        redis.call('HDEL', links, id)
    else
        redis.call('HSET', links, id, state)
    end
    if due_ms == '0' then
        redis.call('ZREM', due, id)
    else
        redis.call('ZADD', due, due_ms, id)
    end
end

local function keep_side(id, place)
    if place > 0 then
        redis.call('ZADD', KEYS[2 + place], 'NX', now, id)
    elseif place < 0 then
        redis.call('ZREM', KEYS[2 - place], id)
    end
end

if (redis.call('HGET', links, '~checkpoint') or '') ~= before then
    return 0
end
for i = 4, #ARGV, WORDS do
    local id, state, due_ms = ARGV[i], ARGV[i + 1], ARGV[i + 2]
    local seen = tonumber(ARGV[i + 5])

    if due_ms ~= '' then
        keep_state(id, state, due_ms)
        keep_side(id, tonumber(ARGV[i + 3]))
        keep_side(id, tonumber(ARGV[i + 4]))
    end
    if seen > 0 then
        redis.call('ZADD', KEYS[2 + seen], 'XX', 'GT', ARGV[i + 6], id)
    end
end
redis.call('HSET', links, '~checkpoint', after)
return 1
