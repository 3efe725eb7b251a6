export * from './protocol/crm.ts';
export * from './protocol/events.ts';
export * from './protocol/health.ts';
export * from './protocol/people.ts';
export * from './protocol/reports.ts';
export * from './protocol/requests.ts';
export * from './protocol/routing.ts';
export * from './protocol/views.ts';
