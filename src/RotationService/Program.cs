using RotationService.Cli;
using RotationService.Hosting;
using RotationService.Output;

return await OpenFiles.RunAsync(args, async words =>
{
    Console.SetError(new LastingWriter(Console.Error));
    var arguments = Arguments.Split(words);
    using var interruption = new Interruption(Console.Error);
    return await CommandLine.RunAsync(arguments, interruption);
});
