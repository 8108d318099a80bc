/** Lua that counts mails as the domain does (P8): a mail from the future counts as sent now (P6). @module */

import { formats } from '../formats.ts';
import { reading } from './lua-pattern.ts';

/**
 * `readLimits(text)`: limits written `withinMs:atMost,…`. `nextMailAt(mails, limits, at)`: the first instant at which another mail may
 * go out. `withOne(mails, limits, at, attempt)`: the records with one more, as many as a limit ever looks at.
 * `seenAt(mails, at)`: those from the future as sent now, which is kept also where another is refused.
 */
export const luaMails: string = `
local function readLimits(written)
  local limits = { longest = -math.huge, most = -math.huge }
  for within, most in string.gmatch(written, '([^:,]+):([^:,]+)') do
    limits[#limits + 1] = { within = tonumber(within), most = tonumber(most) }
    limits.longest = math.max(limits.longest, tonumber(within))
    limits.most = math.max(limits.most, tonumber(most))
  end
  return limits
end

local function sentAtOf(mail) return number(read(mail, ${reading(formats.mail)})[2]) end

local function nextMailAt(mails, limits, at)
  local sentAt = {}
  for mail in string.gmatch(mails, '[^\\n]+') do sentAt[#sentAt + 1] = math.min(sentAtOf(mail), at) end
  table.sort(sentAt, function(a, b) return a > b end)
  local nextAt = at
  for _, limit in ipairs(limits) do
    local oldest = sentAt[limit.most]
    if oldest then nextAt = math.max(nextAt, oldest + limit.within) end
  end
  return nextAt
end

local function mailRecord(sentAt, attempt) return '\\nM|' .. text(sentAt) .. '|' .. attempt end

local function withOne(mails, limits, at, attempt)
  local kept = { mailRecord(at, attempt) }
  for mail in string.gmatch(mails, '[^\\n]+') do
    kept[#kept + 1] = mailRecord(math.min(sentAtOf(mail), at), string.match(mail, '[^|]*$'))
  end
  while #kept > 0 and #kept > limits.most do table.remove(kept) end
  return table.concat(kept)
end

-- Those from the future as sent now; the same text where there are none.
local function seenAt(mails, at)
  return (string.gsub(mails, '[^\\n]+', function(mail)
    if sentAtOf(mail) <= at then return nil end
    return string.sub(mailRecord(at, string.match(mail, '[^|]*$')), 2)
  end))
end
`;
