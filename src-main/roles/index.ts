/** 三权分立 and 双人复核: who may do what, and what takes two. */
export { actAs, namingWhoActs } from './acting.ts';
export { createReviews, type Reviews } from './reviews.ts';
export { createRoles, type Roles } from './roles.ts';
