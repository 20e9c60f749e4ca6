export { isMainnet } from './names.ts';
export { type ClusterView, getCluster, type ProgramMatch } from './show.ts';
export {
  findNewCluster,
  type KnownCluster,
  listClusters,
  switchCluster,
  type Switched,
  type SwitchInput,
} from './switch.ts';
