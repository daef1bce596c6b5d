using CsCheck;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Tests.Ledger;

public sealed class BalancingTests
{
    private static readonly AccountFacts Bank = new(Guid.NewGuid(), "Bank", "EUR", 2, false);
    private static readonly AccountFacts Food = new(Guid.NewGuid(), "Food", "EUR", 2, false);
    private static readonly AccountFacts Yen = new(Guid.NewGuid(), "Yen", "JPY", 0, false);
    private static readonly AccountFacts Old = new(Guid.NewGuid(), "Old", "EUR", 2, true);
    private static readonly Dictionary<Guid, AccountFacts> Accounts = new[] { Bank, Food, Yen, Old }.ToDictionary(a => a.Id);

    [Fact]
    public void Rejections_come_in_their_documented_order()
    {
        (string Code, PostingDraft[] Postings)[] table =
        [
            (RefusalCodes.TransactionHasTooFewPostings, [new(Bank.Id, 1)]),
            (RefusalCodes.PostingAccountNotFound, [new(Guid.NewGuid(), 1), new(Bank.Id, -1)]),
            (RefusalCodes.AccountIsClosed, [new(Old.Id, 1), new(Bank.Id, -1)]),
            (RefusalCodes.ValueIsMissing, [new(Yen.Id, 1000), new(Bank.Id, -6)]),
            (RefusalCodes.AmountOutOfRange, [new(Bank.Id, Balancing.Limit), new(Food.Id, -Balancing.Limit)]),
            (RefusalCodes.QuantityDiffersFromValue, [new(Bank.Id, 1, 2), new(Food.Id, -2)]),
            (RefusalCodes.AmountHasTooManyDecimals, [new(Bank.Id, 0.001m), new(Food.Id, -0.001m)]),
            (RefusalCodes.AmountHasTooManyDecimals, [new(Yen.Id, 0.5m, 6), new(Bank.Id, -6)]),
            (RefusalCodes.TransactionNotBalanced, [new(Bank.Id, -10), new(Food.Id, 9.99m)]),
        ];

        Assert.All(table, row => Assert.Equal(row.Code, Balancing.Balance(new(new DateOnly(2026, 1, 1), "EUR", row.Postings), Accounts, 2).Refusal?.Code));
    }

    [Fact]
    public void Exchange_of_currencies_balances_by_value()
    {
        var outcome = Balancing.Balance(new(new DateOnly(2026, 1, 1), "EUR", [new(Yen.Id, 1000, 6.10m), new(Bank.Id, -6.10m)]), Accounts, 2);

        Assert.Equal([1000m, -6.10m], outcome.Required.Select(p => p.Quantity));
    }

    [Fact]
    public void Trailing_zeros_are_no_decimals() =>
        Assert.Null(Balancing.Balance(new(new DateOnly(2026, 1, 1), "EUR", [new(Bank.Id, 1.5000m), new(Food.Id, -1.50m)]), Accounts, 2).Refusal);

    [Fact]
    public void Whatever_is_split_over_accounts_balances_and_a_cent_off_does_not() =>
        Gen.Int[-1_000_000, 1_000_000].Array[1, 8].Sample(cents =>
        {
            var postings = cents.Select(c => new PostingDraft(Food.Id, c / 100m)).Append(new PostingDraft(Bank.Id, -cents.Sum(c => c / 100m))).ToList();
            var draft = new TransactionDraft(new DateOnly(2026, 1, 1), "EUR", postings);
            var off = draft with { Postings = [.. postings.SkipLast(1), postings[^1] with { Quantity = postings[^1].Quantity + 0.01m }] };

            return Balancing.Balance(draft, Accounts, 2).Refusal is null
                && Balancing.Balance(off, Accounts, 2).Refusal?.Code == RefusalCodes.TransactionNotBalanced;
        });

    [Theory]
    [InlineData("Bäcker & Söhne 😀", "Bäcker & Söhne 😀")]
    [InlineData("a  b", "a b")]
    [InlineData("a ", "a")]
    [InlineData("a\u00A0b", "a b")]
    [InlineData("a\u2003b", "a b")]
    [InlineData("a\u0085b", "a b")]
    [InlineData("\uD83D", "")]
    [InlineData(" ", "")]
    [InlineData("12345678901234567890", "1234567890123456789")]
    [InlineData("123456789012345678 x", "123456789012345678")]
    public void Name_is_stored_on_one_line_and_cut(string text, string expected) =>
        Assert.Equal(expected, PlainText.Clean(text, 19));

    [Theory]
    [InlineData("1.234", "de-DE", "1234")]
    [InlineData("1.234", "en-US", "1.234")]
    [InlineData("1,5", "en-US", "1.5")]
    [InlineData("1.234,56", "en-US", "1234.56")]
    [InlineData("-12,50", "de-DE", "-12.50")]
    [InlineData("1 234,5", "fr-FR", "1234.5")]
    public void Typed_amount_reads_in_the_readers_culture(string text, string culture, string expected)
    {
        Assert.True(AmountText.TryParse(text, System.Globalization.CultureInfo.GetCultureInfo(culture), out var amount));
        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), amount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1,2,3.4.5")]
    [InlineData("1e5")]
    public void What_is_no_amount_is_refused(string text) =>
        Assert.False(AmountText.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _));

    [Fact]
    public void Line_breaks_and_control_characters_never_reach_a_name()
    {
        Assert.Equal("a include /etc/passwd", PlainText.Clean(" a\r\ninclude\u0000 /etc/passwd\t"));
        // No letters: half of a pair, and what a byte order mark read the wrong way round is.
        Assert.Equal("a b c", PlainText.Clean("a\uD83D b\uFFFE\uFFFF c"));
    }
}
