using System.Reflection;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Conventions;

/// <summary>Every way in which the ledger says no is documented, and provoked by some test.</summary>
public sealed class ErrorsTests
{
    private static readonly List<(string Name, string Code)> Codes =
        [.. typeof(RefusalCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (f.Name, (string)f.GetValue(null)!))];

    [Fact]
    public void Each_code_is_in_the_page_of_errors()
    {
        var page = File.ReadAllText(Path.Combine(Checkout.Folder, "docs", "errors.md"));

        Assert.True(Codes.Count > 30);
        Assert.DoesNotContain(Codes, c => !page.Contains($"`{c.Code}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_code_is_provoked_by_a_test()
    {
        var own = Path.Combine("Conventions", "ErrorsTests.cs");
        var tests = string.Join('\n', Directory.EnumerateFiles(Path.Combine(Checkout.Folder, "FinanceAspire.Tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith(own, StringComparison.Ordinal)).Select(File.ReadAllText));

        var silent = Codes.Where(c => !tests.Contains($"\"{c.Code}\"", StringComparison.Ordinal) && !tests.Contains($"RefusalCodes.{c.Name}", StringComparison.Ordinal)).Select(c => c.Code);
        Assert.Equal("", string.Join(' ', silent));
    }
}
