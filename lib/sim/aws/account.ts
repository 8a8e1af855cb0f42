// The simulated account: AWS writes its number and region into some of its refusals.

export const ACCOUNT_ID = '123456789012';
export const REGION = 'us-east-1';
