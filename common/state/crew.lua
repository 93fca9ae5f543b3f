-- Who runs, and with which flows: KEYS[1] holds "<digest>:<owner>" with the
-- moment (ms) of its end. ARGV[1]: who runs for another ARGV[2] ms, or "":
-- nobody more. Gives all of them.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if ARGV[1] ~= '' then
    redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '+inf')
