import { seededReturns } from "/bench/seededReturns.mjs";

onmessage = ({ data: { observations, assets } }) => {
  const values = seededReturns(observations, assets);
  postMessage(values, [values.buffer]);
};
