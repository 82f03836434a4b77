using RotationService;
using RotationService.Cli;

return await OpenFiles.RunAsync(args, async words =>
{
    var arguments = Arguments.Split(words);
    using var interruption = new Interruption(Console.Error);
    return await CommandLine.RunAsync(arguments, interruption);
});
