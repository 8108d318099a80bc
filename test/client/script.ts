/** A person who answers by a script. @module */

import type { Answer, Question } from 'second-factor/client';

export interface Script {
  readonly ask: (question: Question) => Answer;
  /** What was asked so far. */
  readonly questions: readonly Question[];
}

/** Answers in order, and keeps the questions; a question too many fails the call. */
export function script(...answers: (Answer | ((question: Question) => Answer))[]): Script {
  const questions: Question[] = [];
  return {
    questions,
    ask(question) {
      questions.push(question);
      if (questions.length > answers.length) throw new Error('asked too often');
      const answer = answers[questions.length - 1];
      return typeof answer === 'function' ? answer(question) : answer;
    },
  };
}
