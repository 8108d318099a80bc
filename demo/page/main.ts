/** The page. @module */ export const page = 'demo';
