/** Lua that reads and writes the record of a subject, one text under one key. @module */

import { formats } from '../formats.ts';
import { type LuaFunction, luaFunction } from './lua-function.ts';
import { luaChecker, luaLine, luaReader } from './lua-lines.ts';
import { corrupt, readKey } from './lua-values.ts';

const readHead = luaReader('readHead', formats.head);
const readTotp = luaReader('readTotp', formats.totp);
const readOptedOut = luaReader('readOptedOut', formats.optedOut);
const readAttempts = luaReader('readAttempts', formats.attempts);
export const readEmail: LuaFunction = luaReader('readEmail', formats.email);
export const readPendingTotp: LuaFunction = luaReader('readPendingTotp', formats.pendingTotp);
export const readEmailCode: LuaFunction = luaReader('readEmailCode', formats.emailCode);
const readReplacedCode = luaReader('readReplacedCode', formats.replacedCode);
const checkMails = luaChecker('checkMails', formats.mail);

/**
 * `readSubject()` checks the whole record and returns it as a table of tables: one for each line by
 * the name of its format, `attempts` by scope, and the fields of the head beside them. `mails`
 * stays a text, because few scripts look into it. `record` is the text that was read.
 */
export const readSubject: LuaFunction = luaFunction(
  'readSubject',
  [
    corrupt,
    readKey,
    readHead,
    readTotp,
    readEmail,
    readOptedOut,
    readAttempts,
    readPendingTotp,
    readEmailCode,
    readReplacedCode,
    checkMails,
  ],
  `
local function readSubject()
  local record = readKey(subjectKey)
  if record == '' then
    return { record = '', generation = '0', changedBy = '', recoveryCodesLeft = '0', attempts = {}, mails = '' }
  end
  local subject, from = readHead(record, 1)
  if not subject then corrupt() end
  subject.totp, from = readTotp(record, from)
  subject.email, from = readEmail(record, from)
  if not subject.email then subject.optedOut, from = readOptedOut(record, from) end
  subject.attempts = {}
  local attempts
  attempts, from = readAttempts(record, from)
  while attempts do
    if subject.attempts[attempts.scope] then corrupt() end
    subject.attempts[attempts.scope] = attempts
    attempts, from = readAttempts(record, from)
  end
  subject.pendingTotp, from = readPendingTotp(record, from)
  subject.emailCode, from = readEmailCode(record, from)
  subject.replacedCode, from = readReplacedCode(record, from)
  subject.mails = string.sub(record, from)
  checkMails(subject.mails)
  if not subject.totp and not subject.email and tonumber(subject.recoveryCodesLeft) > 0 then corrupt() end
  subject.record = record
  return subject
end
`,
);

/** `writeSubject(subject)` writes the record and leaves its text in `subject.record`. */
export const writeSubject: LuaFunction = luaFunction(
  'writeSubject',
  [],
  `
local function writeSubject(subject)
  local record = ${luaLine('subject', formats.head)}
  local totp, email, pendingTotp, emailCode = subject.totp, subject.email, subject.pendingTotp, subject.emailCode
  if totp then record = record .. ${luaLine('totp', formats.totp)} end
  if email then record = record .. ${luaLine('email', formats.email)} end
  if subject.optedOut then record = record .. ${luaLine('', formats.optedOut)} end
  for _, attempts in pairs(subject.attempts) do record = record .. ${luaLine('attempts', formats.attempts)} end
  if pendingTotp then record = record .. ${luaLine('pendingTotp', formats.pendingTotp)} end
  if emailCode then record = record .. ${luaLine('emailCode', formats.emailCode)} end
  local replacedCode = subject.replacedCode
  if replacedCode then record = record .. ${luaLine('replacedCode', formats.replacedCode)} end
  subject.record = record .. subject.mails
  redis.call('SET', subjectKey, subject.record)
  isWritten = true
end
`,
);

/** `hasEmail(subject, automaticEmail)`: whether email codes are on for the subject. */
export const hasEmail: LuaFunction = luaFunction(
  'hasEmail',
  [],
  `
local function hasEmail(subject, automaticEmail)
  if subject.email then return true end
  return automaticEmail and not subject.optedOut
end
`,
);
