/** Lua that reads and writes the record of a subject: one key, because every further one costs each decision several per cent. @module */

import { formatVersion, formats, optedOut } from '../formats.ts';
import { linePattern, luaPattern } from './lua-pattern.ts';

/** The pattern of some of a record's fields. */
function fields(of: string): string {
  return luaPattern(of, false);
}

/** A line's pattern, with what is captured of it; the place after it comes last. */
function line(pattern: string): string {
  return `'^\\n${pattern}()'`;
}

const [n, t, i] = ['n', 't', 'i'].map((kind) => `(${fields(kind)})`);
/** Digits, periods and windows are small; what is longer is looked at slowly. */
const small = '%d%d?%d?%d?%d?';
const head = line(`${fields('v')}|${n}|(${fields('T')})|${n}`);
/** What stays of an authenticator is one text; in it its id and its digits; then its last step, and who spent that. */
const totp = line(`A|(${t}|${fields('a')}|(${small})|${small}|${small}|${i}|${fields('ttt')})|${n}|${t}`);
const email = line(`E|(${fields('*')})`);
const attempts = line(`(${fields('s')})|${n}|${i}(${fields('*')})`);
const pending = line(`P|(${t}|${fields('a')}|(${small})|${small}|${small}|${i}|${fields('ttt')})`);
const code = line(`C|((${fields('p')})|${t}|(${small})|${i}|${t}|)(${fields('T')})`);

/**
 * `readSubject()` answers a table of texts and checks all of it: `generation`, `changedBy`, `recoveryLeft`, `totp`, `email`, `pending`,
 * `code`, `mails` as lines, and of each scope its `attempts`, of which those that are remembered are a tail `|latest|…`. `record` is
 * what it was read from. `writeSubject(subject)` writes it.
 */
export const luaSubject: string = `
local isWritten = false

-- Line by line: escapes, fractions, long numbers, and the judgement of what is no record at all.
local function readSubjectSlowly(record)
  local subject, mails = { record = record, attempts = {} }, {}
  if string.sub(record, 1, 1) ~= '\\n' then corrupt() end
  for line in string.gmatch(record, '\\n([^\\n]*)') do
    local kind, fields = string.sub(line, 1, 1), nil
    if not subject.generation then
      fields = readSlowly(line, '${formats.head}')
      subject.generation, subject.changedBy, subject.recoveryLeft = fields[2], fields[3], fields[4]
    elseif kind == 'A' and not subject.totp then
      fields = readSlowly(line, '${formats.totp}')
      local fixed = table.concat(fields, '|', 2, 10)
      subject.totp = { id = fields[2], digits = fields[4], fixed = fixed, lastStep = fields[11], spentBy = fields[12] }
    elseif kind == 'E' and not subject.email then
      if line ~= 'E|${optedOut}' then readSlowly(line, '${formats.email}') end
      subject.email = string.sub(line, 3)
    elseif kind == 'P' and not subject.pending then
      fields = readSlowly(line, '${formats.pending}')
      subject.pending = { all = string.sub(line, 3), id = fields[2], digits = fields[4], expiresAt = fields[7] }
    elseif kind == 'C' and not subject.code then
      fields = readSlowly(line, '${formats.code}')
      subject.code = {
        unspent = table.concat(fields, '|', 2, 6) .. '|', purpose = fields[2], digest = fields[3], digits = fields[4],
        expiresAt = fields[5], issuedBy = fields[6], spentBy = fields[7],
      }
    elseif kind == 'M' then
      readSlowly(line, '${formats.mail}')
      mails[#mails + 1] = '\\n' .. line
    else
      fields = readSlowly(line, '${formats.attempts}')
      if subject.attempts[kind] then corrupt() end
      local tail = #fields > 3 and '|' .. table.concat(fields, '|', 4) or ''
      subject.attempts[kind] = { failures = fields[2], lockedUntil = fields[3], tail = tail }
    end
  end
  subject.mails = table.concat(mails)
  return subject
end

-- Texts with a separator before each: whether they are well formed.
local function isTail(tail)
  if tail == '' then return true end
  return tail and string.find(tail, '^|.*[^|]$') and not string.find(tail, '||', 1, true)
end

local function readSubject()
  local record = redis.call('GET', KEYS.s)
  if not record then
    return { record = '', generation = '0', changedBy = '', recoveryLeft = '0', mails = '', attempts = {} }
  end
  local match = string.match
  local generation, changedBy, recoveryLeft, place = match(record, ${head})
  if not place or #generation > 15 or #recoveryLeft > 15 then return readSubjectSlowly(record) end
  local subject = {
    record = record, generation = generation, changedBy = changedBy, recoveryLeft = recoveryLeft, mails = '', attempts = nil,
    totp = nil, email = nil, pending = nil, code = nil,
  }
  local fixed, id, digits, enrolledAt, lastStep, spentBy, after = match(record, ${totp}, place)
  if after then
    if #lastStep > 15 or #enrolledAt > 15 then return readSubjectSlowly(record) end
    place = after
    subject.totp = { id = id, digits = digits, fixed = fixed, lastStep = lastStep, spentBy = spentBy }
  end
  local email, after = match(record, ${email}, place)
  if after then
    local enabledAt, recipients = match(email, '^(%-?%d+)(.*)$')
    local isWell = email == '${optedOut}' or (enabledAt and #enabledAt <= 15 and isTail(recipients))
    if not isWell then return readSubjectSlowly(record) end
    place, subject.email = after, email
  end
  local attempts = {}
  while true do
    local scope, failures, lockedUntil, tail, after = match(record, ${attempts}, place)
    if not after then break end
    local isShort = #failures <= 15 and #lockedUntil <= 15
    if attempts[scope] or not isShort or not isTail(tail) then return readSubjectSlowly(record) end
    place, attempts[scope] = after, { failures = failures, lockedUntil = lockedUntil, tail = tail }
  end
  subject.attempts = attempts
  if place > #record then return subject end
  local all, id, digits, expiresAt, after = match(record, ${pending}, place)
  if after then
    if #expiresAt > 15 then return readSubjectSlowly(record) end
    place, subject.pending = after, { all = all, id = id, digits = digits, expiresAt = expiresAt }
  end
  local unspent, purpose, digest, digits, expiresAt, issuedBy, spentBy, after = match(record, ${code}, place)
  if after then
    if #expiresAt > 15 then return readSubjectSlowly(record) end
    place = after
    subject.code = {
      unspent = unspent, purpose = purpose, digest = digest, digits = digits,
      expiresAt = expiresAt, issuedBy = issuedBy, spentBy = spentBy,
    }
  end
  local mails = string.sub(record, place)
  if not areLines(mails, '${linePattern(formats.mail)}') then return readSubjectSlowly(record) end
  subject.mails = mails
  return subject
end

local function writeSubject(subject)
  local totp, email, pending, code = subject.totp, subject.email, subject.pending, subject.code
  local record = '\\n${formatVersion}|' .. subject.generation .. '|' .. subject.changedBy .. '|' .. subject.recoveryLeft
  if totp then record = record .. '\\nA|' .. totp.fixed .. '|' .. totp.lastStep .. '|' .. totp.spentBy end
  if email then record = record .. '\\nE|' .. email end
  for scope, of in pairs(subject.attempts) do
    record = record .. '\\n' .. scope .. '|' .. of.failures .. '|' .. of.lockedUntil .. of.tail
  end
  if pending then record = record .. '\\nP|' .. pending.all end
  if code then record = record .. '\\nC|' .. code.unspent .. code.spentBy end
  subject.record = record .. subject.mails
  redis.call('SET', KEYS.s, subject.record)
  isWritten = true
end

local function hasEmail(subject, automatic)
  if not subject.email then return automatic end
  return subject.email ~= '${optedOut}'
end

-- No failures for this scope, while its charged attempts stay known.
local function clearFailures(subject, scope)
  local of = subject.attempts[scope]
  if of then of.failures, of.lockedUntil = '0', '0' end
end
`;
