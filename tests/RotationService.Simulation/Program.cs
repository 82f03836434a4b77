using System.CommandLine;

var root = new RootCommand("Runs the service through every fault, in virtual time and as real processes, and judges the promise by the sandbox's ground truth.");
return await root.Parse(args).InvokeAsync();
