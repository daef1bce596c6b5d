using System.Diagnostics;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Conventions;

/// <summary>The same figures wherever the machine stands: the tests of figures run again on the date line's two sides and with a decimal comma.</summary>
public sealed partial class CultureTests
{
    [Theory]
    [InlineData("Pacific/Kiritimati", "de_DE.UTF-8")]
    [InlineData("America/Los_Angeles", "fr_FR.UTF-8")]
    public async Task Figures_are_the_same_in_another_zone_and_culture(string zone, string locale)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Zone and culture are set through the environment.");
        string[] classes =
        [
            "FinanceAspire.Tests.Web.ReportsApiTests", "FinanceAspire.Tests.Web.ReconciliationsApiTests", "FinanceAspire.Tests.Web.ImportsApiTests",
            "FinanceAspire.Tests.Judges.RoundTripTests", "FinanceAspire.Tests.Formats.OfxTests", "FinanceAspire.Tests.Formats.CsvTests",
            "FinanceAspire.Tests.Conventions.ZoneTests",
        ];
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(CultureTests).Assembly.Location, "-noColor", .. classes.SelectMany(c => new[] { "-class", c })])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TZ"] = zone, ["LANG"] = locale, ["LC_ALL"] = locale, ["FINANCEASPIRE_EXPECT_ZONE"] = zone },
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output[Math.Max(0, output.Length - 6000)..]);
        Assert.True(int.Parse(Total().Match(output).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) > 30, output[Math.Max(0, output.Length - 2000)..]);
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"Total: (\d+)")]
    private static partial System.Text.RegularExpressions.Regex Total();
}

public sealed class ZoneTests
{
    /// <summary>The run inside of the one above really is elsewhere.</summary>
    [Fact]
    public void Zone_that_is_asked_for_is_the_zone()
    {
        if (Environment.GetEnvironmentVariable("FINANCEASPIRE_EXPECT_ZONE") is { Length: > 0 } zone)
        {
            Assert.Equal(TimeZoneInfo.FindSystemTimeZoneById(zone).BaseUtcOffset, TimeZoneInfo.Local.BaseUtcOffset);
            Assert.Equal(",", System.Globalization.CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator);
        }
        else
        {
            Assert.NotEqual("", TimeZoneInfo.Local.Id);
        }
    }
}
