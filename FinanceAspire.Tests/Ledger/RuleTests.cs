using FinanceAspire.Ledger.Rules;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Tests.Ledger;

public sealed class RuleTests
{
    private static readonly Guid Bank = Guid.NewGuid();
    private static readonly Guid Food = Guid.NewGuid();
    private static readonly Guid Home = Guid.NewGuid();
    private static readonly RuleFacts Purchase = new(Bank, new DateOnly(2026, 5, 3), -100.01m, "REWE Markt 123", "Card 4711");

    [Theory]
    [InlineData("payee", "contains", "rewe", true)]
    [InlineData("payee", "is", "rewe markt 123", true)]
    [InlineData("payee", "is", "rewe", false)]
    [InlineData("payee", "starts_with", "REWE", true)]
    [InlineData("payee", "matches", @"^rewe .* \d+$", true)]
    [InlineData("payee", "matches", @"^(?!aldi)rewe", true)]
    [InlineData("description", "contains", "rewe", false)]
    [InlineData("text", "contains", "4711", true)]
    [InlineData("amount", "at_most", "-100", true)]
    [InlineData("amount", "at_least", "-100", false)]
    [InlineData("amount", "is", "-100.01", true)]
    [InlineData("date", "at_least", "2026-05-03", true)]
    [InlineData("date", "at_most", "2026-05-02", false)]
    public void Condition_holds_or_does_not(string field, string @operator, string value, bool holds) =>
        Assert.Equal(holds, Ask(new RuleCondition(field, @operator, value)) is not null);

    [Fact]
    public void All_or_one_of_the_conditions_must_hold()
    {
        RuleCondition[] conditions = [new("payee", "contains", "rewe"), new("account", "is", Guid.NewGuid().ToString())];

        Assert.Null(Ask(conditions));
        Assert.NotNull(new RuleSet([Rule(conditions) with { MatchAll = false }]).Ask(Purchase, 2));
    }

    [Fact]
    public void Earlier_rule_counts_for_what_both_set_and_tags_add_up()
    {
        var always = new RuleCondition("payee", "contains", "rewe");
        Rule[] rules =
        [
            Rule([always]) with { Actions = [new("category", AccountId: Food), new("tags", "a, b")] },
            Rule([always]) with { Actions = [new("category", AccountId: Home), new("payee", "REWE"), new("tags", "b,c")] },
        ];

        var outcome = new RuleSet(rules).Ask(Purchase, 2)!;

        Assert.Equal((Food, "REWE"), (outcome.AccountId, outcome.Payee));
        Assert.Equal(["a", "b", "c"], outcome.Tags);
    }

    [Fact]
    public void Split_by_percent_and_amount_sums_to_the_line()
    {
        var thirds = RuleSet.Split(-100.01m, [new(Food, 33.3m), new(Home, 33.3m), new(Bank)], 2);
        var mixed = RuleSet.Split(-100.01m, [new(Food, Amount: 30m), new(Home)], 2);

        Assert.Equal([-33.30m, -33.30m, -33.41m], thirds.Select(p => p.Amount));
        Assert.Equal([-30m, -70.01m], mixed.Select(p => p.Amount));
        Assert.Empty(RuleSet.Split(-10m, [new(Food, Amount: 30m), new(Home)], 2));
    }

    [Fact]
    public void Regular_expression_that_never_ends_is_cut_off_and_named()
    {
        var rules = new RuleSet([Rule([new("payee", "matches", @"^(?=(a+)+$)\1b")]) with { Name = "Endless" }]);

        Assert.Null(rules.Ask(Purchase with { Payee = new string('a', 60) + "!" }, 2));
        Assert.Equal(["Endless"], rules.Slow);
    }

    [Theory]
    [InlineData("payee", "matches", "(", "is no regular expression")]
    [InlineData("payee", "at_least", "1", "cannot be compared")]
    [InlineData("amount", "is", "ten", "is no amount")]
    [InlineData("date", "is", "yesterday", "is no date")]
    [InlineData("colour", "is", "red", "There is no field")]
    public void Rule_that_cannot_be_meant_says_why(string field, string @operator, string value, string why) =>
        Assert.Contains(why, RuleShape.Fault(Rule([new(field, @operator, value)])), StringComparison.Ordinal);

    [Fact]
    public void Split_that_does_not_add_up_is_no_rule()
    {
        var rule = Rule([new("payee", "contains", "x")]);

        Assert.NotNull(RuleShape.Fault(rule with { Actions = [new("split", Shares: [new(Food, 50m), new(Home, 40m)])] }));
        Assert.NotNull(RuleShape.Fault(rule with { Actions = [new("split", Shares: [new(Food), new(Home, 40m)])] }));
        Assert.Null(RuleShape.Fault(rule with { Actions = [new("split", Shares: [new(Food, 60m), new(Home, 40m)])] }));
    }

    /// <summary>The figures are those of PostgreSQL's pg_trgm for the same texts.</summary>
    [Theory]
    [InlineData("word", "two words", "0.363636")]
    [InlineData("REWE Markt", "rewe markt", "1")]
    [InlineData("abc", "xyz", "0")]
    [InlineData("", "xyz", "0")]
    public void Similarity_is_that_of_pg_trgm(string a, string b, string similarity) =>
        Assert.Equal(decimal.Parse(similarity, System.Globalization.CultureInfo.InvariantCulture), decimal.Round(Trigrams.Similarity(a, b), 6));

    [Fact]
    public void Most_similar_name_is_found_or_none()
    {
        var names = new SimilarNames(["REWE Markt Berlin", "Aldi", "Shell 4711"]);

        Assert.Equal("REWE Markt Berlin", names.Find("REWE MARKT BERLIN 0231")?.Name);
        Assert.Null(names.Find("Deutsche Bahn"));
    }

    private static RuleOutcome? Ask(params RuleCondition[] conditions) => new RuleSet([Rule(conditions)]).Ask(Purchase, 2);

    private static Rule Rule(RuleCondition[] conditions) => new(Guid.NewGuid(), "A rule") { Conditions = conditions, Actions = [new("category", AccountId: Food)] };
}
