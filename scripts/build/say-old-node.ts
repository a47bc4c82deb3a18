/**
 * The first statement of the program, in words that every Node understands: on one that is too old it says so in the way
 * of an OCF agent and ends with "not installed", before anything else can fail for that reason.
 */
export const sayOldNode = `(function(p){var v=p.versions.node.split(".");
if(+v[0]>22||(+v[0]===22&&+v[1]>11))return;
require("fs").writeSync(2,(p.env.OCF_EXIT_REASON_PREFIX||"ocf-exit-reason:")+"eni-agent needs Node 22.12 or later; "+p.execPath+" is "+p.version+"\\n");
p.exit(5)})(process);`;
