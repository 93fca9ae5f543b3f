-- KEYS[1] belongs to ARGV[1] for the next ARGV[2] milliseconds, if it belongs
-- to nobody else. Gives 1: it does, 0: another has it.
if redis.call('GET', KEYS[1]) == ARGV[1] then
    return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
    return 1
end
return 0
