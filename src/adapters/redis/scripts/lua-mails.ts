/** Lua that counts mails as the domain does (P8): a mail from the future counts as sent now (P6). @module */

import { formatVersion } from '../formats.ts';

/**
 * `readLimits(text)`: limits written `withinMs:atMost,…`. `nextMailAt(mails, limits, at)`: the first instant at which another mail may
 * go out. `withOne(mails, limits, at, attempt)`: the records with one more, as many as a limit ever looks at.
 * `keepSeen(key, mails, limits, at)`: those from the future are kept as sent now, also where another is refused.
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

local function nextMailAt(mails, limits, at)
  local sentAt = {}
  for index, mail in ipairs(mails) do sentAt[index] = math.min(tonumber(mail[2]), at) end
  table.sort(sentAt, function(a, b) return a > b end)
  local nextAt = at
  for _, limit in ipairs(limits) do
    local oldest = sentAt[limit.most]
    if oldest then nextAt = math.max(nextAt, oldest + limit.within) end
  end
  return nextAt
end

local function withOne(mails, limits, at, attempt)
  local kept = { { '${formatVersion}', text(at), attempt } }
  for _, mail in ipairs(mails) do
    kept[#kept + 1] = { '${formatVersion}', text(math.min(tonumber(mail[2]), at)), mail[3] }
  end
  while #kept > 0 and #kept > limits.most do table.remove(kept) end
  return kept
end

local function writeMails(key, before, mails, limits)
  local records = {}
  for index, mail in ipairs(mails) do records[index] = table.concat(mail, '|') end
  rewrite(key, before, records)
  keep(key, limits.longest)
end

local function keepSeen(key, mails, limits, at)
  local seen, isChanged = {}, false
  for index, mail in ipairs(mails) do
    isChanged = isChanged or tonumber(mail[2]) > at
    seen[index] = { '${formatVersion}', text(math.min(tonumber(mail[2]), at)), mail[3] }
  end
  if isChanged then writeMails(key, #mails, seen, limits) end
end
`;
