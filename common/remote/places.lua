-- One more place for ARGV[1], of ARGV[3] in all, for at most ARGV[4] ms. KEYS[1]
-- holds the places taken, KEYS[2] who waits for his first, each with the
-- moment (ms) of its end; ARGV[2] names the place, ARGV[5] says how many he has.
-- Gives 1: taken, 0: not now.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local most, lasts, mine = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])

redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)

-- Who has none yet comes first: nobody takes a second before him.
if mine > 0 and redis.call('ZCARD', KEYS[2]) > 0 then
    return 0
end
if redis.call('ZCARD', KEYS[1]) >= most then
    if mine == 0 then
        redis.call('ZADD', KEYS[2], now + 300, ARGV[1])
        redis.call('PEXPIRE', KEYS[2], 300)
    end
    return 0
end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[1], now + lasts, ARGV[2])
redis.call('PEXPIRE', KEYS[1], lasts)
return 1
