using System.Globalization;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Tests.Ledger;

/// <summary>What people type into a register: sums and short dates.</summary>
public sealed class TypedTextTests
{
    private static readonly DateOnly Today = new(2026, 3, 31);

    [Theory]
    [InlineData("16.99*1.1", "en-GB", "18.69")]
    [InlineData("16,99*1,1", "de-DE", "18.69")]
    [InlineData("120/3-2.50", "en-GB", "37.50")]
    [InlineData("-(3+4)*2", "en-GB", "-14")]
    [InlineData("2--3", "en-GB", "5")]
    [InlineData("1 000 + 1", "en-GB", "1001")]
    [InlineData("10/3", "en-GB", "3.33")]
    [InlineData("0.125*1", "en-GB", "0.13")]
    [InlineData("-0.125*1", "en-GB", "-0.13")]
    [InlineData("12×2÷3", "en-GB", "8")]
    [InlineData("3.14159", "en-GB", "3.14159")]
    [InlineData("1.234,56", "de-DE", "1234.56")]
    public void Amount_is_calculated(string text, string culture, string expected)
    {
        Assert.True(AmountExpression.TryEvaluate(text, CultureInfo.GetCultureInfo(culture), 2, out var amount));
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), amount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1/0")]
    [InlineData("1+")]
    [InlineData("*2")]
    [InlineData("(1+2")]
    [InlineData("1)")]
    [InlineData("1e5")]
    [InlineData("2 apples")]
    [InlineData("79228162514264337593543950335*10")]
    [InlineData("((((((((((((((((((((((1))))))))))))))))))))))")]
    public void What_is_no_calculation_is_none(string text) =>
        Assert.False(AmountExpression.TryEvaluate(text, CultureInfo.GetCultureInfo("en-GB"), 2, out _));

    [Theory]
    [InlineData("t", "en-GB", "2026-03-31")]
    [InlineData("Today", "en-GB", "2026-03-31")]
    [InlineData("y", "en-GB", "2026-03-30")]
    [InlineData("-1", "en-GB", "2026-03-30")]
    [InlineData("+1", "en-GB", "2026-04-01")]
    [InlineData("12", "en-GB", "2026-03-12")]
    [InlineData("3/4", "en-GB", "2026-04-03")]
    [InlineData("3/4", "en-US", "2026-03-04")]
    [InlineData("3.4.", "de-DE", "2026-04-03")]
    [InlineData("3.4.25", "de-DE", "2025-04-03")]
    [InlineData("31/12/2025", "en-GB", "2025-12-31")]
    [InlineData("12/31/2025", "en-US", "2025-12-31")]
    [InlineData("2024-02-29", "en-US", "2024-02-29")]
    [InlineData("2024/2/9", "ja-JP", "2024-02-09")]
    public void Date_is_read(string text, string culture, string expected)
    {
        Assert.True(DateText.TryParse(text, Today, CultureInfo.GetCultureInfo(culture), out var date));
        Assert.Equal(DateOnly.ParseExact(expected, "yyyy-MM-dd", CultureInfo.InvariantCulture), date);
    }

    [Theory]
    [InlineData("")]
    [InlineData("32")]
    [InlineData("30/2")]
    [InlineData("31/12/25/1")]
    [InlineData("tomorrow week")]
    [InlineData("-99999999")]
    [InlineData("-")]
    [InlineData("2025-02-29")]
    public void What_is_no_date_is_none(string text) =>
        Assert.False(DateText.TryParse(text, Today, CultureInfo.GetCultureInfo("en-GB"), out _));

    /// <summary>A date that a page shows can be typed back, whatever the culture.</summary>
    [Theory]
    [InlineData("en-GB")]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    [InlineData("fr-FR")]
    [InlineData("ja-JP")]
    [InlineData("hu-HU")]
    [InlineData("nl-NL")]
    public void Shown_date_is_read_back(string culture)
    {
        var info = CultureInfo.GetCultureInfo(culture);
        Assert.True(DateText.TryParse(new DateOnly(2026, 2, 13).ToString("d", info), Today, info, out var date));
        Assert.Equal(new DateOnly(2026, 2, 13), date);
    }
}
