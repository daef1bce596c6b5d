using System.Globalization;
using CsCheck;
using FinanceAspire.Ledger.Search;

namespace FinanceAspire.Tests.Ledger;

public sealed class SearchQueryTests
{
    [Theory]
    [InlineData("inema", "'inema'")]
    [InlineData("  corner   market ", "('corner' & 'market')")]
    [InlineData("corner and market", "('corner' & 'market')")]
    [InlineData("\"corner market\"", "'corner market'")]
    [InlineData("a or b c", "('a' | ('b' & 'c'))")]
    [InlineData("(a or b) c", "(('a' | 'b') & 'c')")]
    [InlineData("not a b", "(!'a' & 'b')")]
    [InlineData("NOT (a OR b)", "!('a' | 'b')")]
    [InlineData("not not a", "!!'a'")]
    [InlineData("payee:bakery", "Payee 'bakery'")]
    [InlineData("Payee:\"Corner Market\" tag:holiday", "(Payee 'Corner Market' & Tag 'holiday')")]
    [InlineData("category:food account:checking", "(category 'food' & account 'checking')")]
    [InlineData("amount:>20", "amount ]20;")]
    [InlineData("amount:<=-9.50", "amount signed ;-9.50]")]
    [InlineData("amount:10..20", "amount [10;20]")]
    [InlineData("amount:12", "amount [12;12]")]
    [InlineData("date:2026-01..2026-03", "date 2026-01-01..2026-03-31")]
    [InlineData("date:2026", "date 2026-01-01..2026-12-31")]
    [InlineData("date:>2026-02", "date 2026-03-01..")]
    [InlineData("date:..2024-02", "date ..2024-02-29")]
    [InlineData("has:receipt is:uncleared", "(HasReceipt & IsUncleared)")]
    [InlineData("REF:123", "'REF:123'")]
    [InlineData("http://x", "'http://x'")]
    [InlineData("Café(Paris)", "'Café(Paris)'")]
    [InlineData("100%_\\", "'100%_\\'")]
    [InlineData("order norbert android", "('order' & 'norbert' & 'android')")]
    [InlineData("O'Brien", "'O'Brien'")]
    public void Query_is_read_as(string text, string expected)
    {
        var (node, error) = SearchQuery.Parse(text, CultureInfo.InvariantCulture);

        Assert.Null(error);
        Assert.Equal(expected, Text(node!));
    }

    [Theory]
    [InlineData("(a or b", 0, "not closed")]
    [InlineData("a) b", 1, "closes none")]
    [InlineData("a or", 4, "missing here")]
    [InlineData("or a", 0, "missing before")]
    [InlineData("a and and b", 6, "missing before")]
    [InlineData("not", 3, "missing here")]
    [InlineData("()", 1, "missing before")]
    [InlineData("x \"abc", 2, "not closed")]
    [InlineData("\"\"", 0, "nothing between")]
    [InlineData("payee:", 0, "needs a value")]
    [InlineData("x payee: bakery", 2, "needs a value")]
    [InlineData("amount:many", 7, "no amount")]
    [InlineData("amount:..", 7, "no amount")]
    [InlineData("date:soon", 5, "no date")]
    [InlineData("date:2026-13", 5, "no date")]
    [InlineData("date:2025-02-29", 5, "no date")]
    [InlineData("is:blue", 3, "none of them")]
    [InlineData("paye:bakery", 0, "Did you mean 'payee:'")]
    [InlineData("acocunt:x", 0, "Did you mean 'account:'")]
    public void Unclear_query_names_the_place_and_the_reason(string text, int position, string reason)
    {
        var (node, error) = SearchQuery.Parse(text, CultureInfo.InvariantCulture);

        Assert.Null(node);
        Assert.Equal(position, error!.Position);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_query_looks_for_nothing_and_is_no_error() =>
        Assert.All([null, "", "  \t"], text => Assert.Equal((null, null), SearchQuery.Parse(text, CultureInfo.InvariantCulture)));

    [Fact]
    public void Amounts_are_read_in_the_users_culture()
    {
        var (node, _) = SearchQuery.Parse("amount:>1.234,50", CultureInfo.GetCultureInfo("de-DE"));

        Assert.Equal(1234.50m, Assert.IsType<SearchNode.Amount>(node).From);
    }

    /// <summary>Whatever is typed is answered, and a caret always lies within the text or right behind it.</summary>
    [Fact]
    public void Any_text_is_read_or_explained()
    {
        string[] pieces = ["(", ")", "\"", " ", "not ", "or ", "and ", "payee:", "amount:", "date:", "is:", "..", ">", "-", "5", "2026-01", "a", "é", "\u0000", "😀"];
        Gen.Int[0, pieces.Length - 1].List[0, 25].Select(p => string.Concat(p.Select(i => pieces[i]))).Sample(text =>
        {
            var (node, error) = SearchQuery.Parse(text, CultureInfo.InvariantCulture);
            return error is null || (node is null && error.Position >= 0 && error.Position <= text.Length);
        });
        var deep = SearchQuery.Parse(new string('(', 250) + "a" + new string(')', 249), CultureInfo.InvariantCulture);
        Assert.Contains("nested", deep.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("at most", SearchQuery.Parse(new string('a', 501), CultureInfo.InvariantCulture).Error!.Message, StringComparison.Ordinal);
    }

    private static string Text(SearchNode node) => node switch
    {
        SearchNode.All all => $"({string.Join(" & ", all.Nodes.Select(Text))})",
        SearchNode.Any any => $"({string.Join(" | ", any.Nodes.Select(Text))})",
        SearchNode.Not not => "!" + Text(not.Node),
        SearchNode.Text { Field: TextField.Any } word => $"'{word.Fragment}'",
        SearchNode.Text field => $"{field.Field} '{field.Fragment}'",
        SearchNode.Account account => $"{(account.IsCategory ? "category" : "account")} '{account.Fragment}'",
        SearchNode.Amount a => FormattableString.Invariant($"amount {(a.IsSigned ? "signed " : "")}{(a.From is null ? "" : a.FromIncluded ? "[" : "]")}{a.From};{a.To}{(a.To is null ? "" : a.ToIncluded ? "]" : "[")}"),
        SearchNode.Dates d => FormattableString.Invariant($"date {d.From:yyyy-MM-dd}..{d.To:yyyy-MM-dd}"),
        SearchNode.Trait trait => trait.Value.ToString(),
        _ => throw new InvalidOperationException(),
    };
}
