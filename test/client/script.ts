/** A person who gives scripted answers. @module */

import type { Answer, Question } from 'second-factor/client';

export interface Script {
  readonly ask: (question: Question) => Answer;
  /** The questions so far. */
  readonly questions: readonly Question[];
}

/** Gives the answers in order and collects the questions. One question too many fails the call. */
export function script(...answers: (Answer | ((question: Question) => Answer))[]): Script {
  const questions: Question[] = [];
  return {
    questions,
    ask(question) {
      questions.push(question);
      if (questions.length > answers.length)
        throw new Error('the script must have an answer for each question');
      const answer = answers[questions.length - 1];
      return typeof answer === 'function' ? answer(question) : answer;
    },
  };
}
