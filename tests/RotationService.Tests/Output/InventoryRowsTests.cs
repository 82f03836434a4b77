using RotationService.Core.Credentials;
using RotationService.Core.Discovery;
using RotationService.Core.Policies;
using RotationService.Output;

namespace RotationService.Tests.Output;

public sealed class InventoryRowsTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a, b", "\"a, b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "two\\nlines")]
    [InlineData("\t=1", "\\t=1")]
    [InlineData("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"")]
    [InlineData("@sum", "'@sum")]
    public void A_name_is_one_field_and_never_a_formula(string displayName, string field)
    {
        using var writer = new StringWriter();
        var application = new DirectoryApplication(Guid.NewGuid(), Guid.NewGuid(), displayName, null, []);
        InventoryRows.Write(writer, Inventory.Of([application], new PolicySet(null, []), DateTimeOffset.UnixEpoch));
        Assert.Contains($"\r\n{field},{application.AppId:D},", writer.ToString(), StringComparison.Ordinal);
    }
}
