import { storiesSuite } from '../compliance/register-stories.ts';
import { onBoth } from './differential/register.ts';

storiesSuite('on the local chain and Surfpool alike', onBoth);
