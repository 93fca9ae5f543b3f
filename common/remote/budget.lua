-- The budget of one account: KEYS[1] holds the moment (microseconds) from
-- which the next request may go. ARGV: requests wanted, requests a second,
-- requests that may be saved up. Gives {granted, milliseconds to wait}.
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local wanted, rate, lot = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local step = 1000000 / rate
local from = tonumber(redis.call('GET', KEYS[1]) or '0')

-- Never more than the lot saved up. Further ahead than one step is only what
-- was written before the clock was set back.
from = math.max(from, now - (lot - 1) * step)
if from > now + step then
    from = now
end

local granted = 0
if from <= now then
    granted = math.min(wanted, math.floor((now - from) / step) + 1)
    from = from + granted * step
    redis.call('SET', KEYS[1], string.format('%.0f', from), 'PX', 60000)
end
return { granted, math.max(0, math.ceil((from - now) / 1000)) }
