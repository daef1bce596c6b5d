using FinanceAspire.Ledger.Budgets;

namespace FinanceAspire.Tests.Ledger;

/// <summary>Envelopes month by month: what counts to which, what goes on, and that no money is made or lost by budgeting.</summary>
public sealed class BudgetTests
{
    private static readonly Guid Food = Guid.CreateVersion7();
    private static readonly Guid Groceries = Guid.CreateVersion7();
    private static readonly Guid Snacks = Guid.CreateVersion7();
    private static readonly Guid Abroad = Guid.CreateVersion7();

    private static readonly BudgetAccount[] Tree =
        [new(Food, null, "EUR", false), new(Groceries, Food, "EUR", false), new(Snacks, Groceries, "EUR", false), new(Abroad, Food, "USD", false)];

    /// <summary>"month: budgeted / spent" of one envelope with 1000 to begin with; then carryover, available and to budget of the last month.</summary>
    [Theory]
    [InlineData(Rollover.Surplus, "1:100/60 2:100/0", 40, 140, 800)]
    [InlineData(Rollover.Surplus, "1:100/130 2:100/0", 0, 100, 770)]
    [InlineData(Rollover.Both, "1:100/60 2:100/0", 40, 140, 800)]
    [InlineData(Rollover.Both, "1:100/130 2:100/0", -30, 70, 800)]
    [InlineData(Rollover.None, "1:100/60 2:100/0", 0, 100, 840)]
    [InlineData(Rollover.None, "1:100/130 2:100/0", 0, 100, 770)]
    // In the month itself what was spent too much is the envelope's alone.
    [InlineData(Rollover.Surplus, "1:100/130", 0, -30, 900)]
    // Something went back to the shop.
    [InlineData(Rollover.Surplus, "1:100/-20 2:0/0", 120, 120, 900)]
    // Taken out of the envelope again.
    [InlineData(Rollover.Surplus, "1:100/0 2:-70/0", 100, 30, 970)]
    // Spent before anything was budgeted: past.
    [InlineData(Rollover.Both, "1:-/500 2:100/0", 0, 100, 400)]
    [InlineData(Rollover.Both, "1:-/50", 0, -50, 1000)]
    // Months without figures.
    [InlineData(Rollover.Both, "1:100/130 9:0/0", -30, -30, 900)]
    [InlineData(Rollover.Surplus, "1:100/130 9:0/0", 0, 0, 870)]
    [InlineData(Rollover.Surplus, "1:100/30 9:0/0", 70, 70, 900)]
    [InlineData(Rollover.None, "1:100/30 9:0/0", 0, 0, 970)]
    public void Envelope_carries_what_its_rollover_says(Rollover rollover, string months, int carryover, int available, int toBudget)
    {
        var figures = months.Split(' ').Select(m => m.Split([':', '/'])).Select(p => (Month: Month(int.Parse(p[0], null)), Budgeted: p[1], Spent: decimal.Parse(p[2], null))).ToList();
        var facts = new BudgetFacts(
            Tree, new Dictionary<Guid, Rollover> { [Food] = rollover },
            [.. figures.Where(f => f.Budgeted != "-").Select(f => new BudgetedMonth(Food, f.Month, decimal.Parse(f.Budgeted, null)))],
            [.. figures.Select(f => new ActivityMonth(Food, f.Month, f.Spent))],
            new Dictionary<string, decimal> { ["EUR"] = 1000 - figures.Sum(f => f.Spent) });

        var budget = Budget.Of(figures[^1].Month.AddDays(14), facts);

        var envelope = Assert.Single(budget.Envelopes);
        Assert.Equal((carryover, available, toBudget), (envelope.Carryover, envelope.Available, budget.ToBudget["EUR"]));
    }

    [Fact]
    public void Month_before_the_first_budget_shows_what_was_spent_and_later_months_do_not_count()
    {
        var facts = Facts([Food], [new(Food, Month(3), 100)], [new(Food, Month(1), 30), new(Food, Month(2), 20)]);

        Assert.Equal(new Envelope(Food, 0, 20, 0, Rollover.Surplus), Assert.Single(Budget.Of(Month(2), facts).Envelopes));
    }

    /// <summary>A second envelope is not overspent by what was spent before there was one.</summary>
    [Fact]
    public void Envelope_begins_with_its_own_first_budget()
    {
        var facts = Facts([Food, Abroad], [new(Food, Month(1), 100), new(Abroad, Month(3), 50)], [new(Food, Month(1), 30), new(Abroad, Month(1), 400), new(Abroad, Month(2), 400)]) with
        {
            Envelopes = new Dictionary<Guid, Rollover> { [Food] = Rollover.Both, [Abroad] = Rollover.Both },
        };

        Assert.Equal([(Food, 70m), (Abroad, 50m)], Budget.Of(Month(3), facts).Envelopes.Select(e => (e.AccountId, e.Available)));
    }

    [Fact]
    public void Spending_counts_to_the_nearest_envelope_above_of_its_currency()
    {
        ActivityMonth[] activity = [new(Food, Month(1), 1), new(Groceries, Month(1), 10), new(Snacks, Month(1), 100), new(Abroad, Month(1), 1000)];

        var parent = Budget.Of(Month(1), Facts([Food], [], activity));
        var both = Budget.Of(Month(1), Facts([Food, Groceries], [], activity));
        var none = Budget.Of(Month(1), Facts([], [], activity));

        Assert.Equal([(Food, 111m)], parent.Envelopes.Select(e => (e.AccountId, e.Activity)));
        Assert.Equal([(Food, 1m), (Groceries, 110m)], both.Envelopes.Select(e => (e.AccountId, e.Activity)));
        Assert.Equal([(Abroad, 1000m)], both.Unbudgeted.Select(e => (e.AccountId, e.Activity)));
        Assert.Equal([(Food, 1m), (Groceries, 10m), (Snacks, 100m), (Abroad, 1000m)], none.Unbudgeted.Select(e => (e.AccountId, e.Activity)));
        Assert.All(none.Unbudgeted, e => Assert.Equal(Rollover.None, e.Rollover));
    }

    [Fact]
    public void Closed_category_is_shown_while_something_is_in_it()
    {
        var facts = Facts([Food], [new(Food, Month(1), 10)], [new(Food, Month(2), 10)]) with { Accounts = [Tree[0] with { Closed = true }] };

        Assert.Single(Budget.Of(Month(2), facts).Envelopes);
        Assert.Empty(Budget.Of(Month(3), facts).Envelopes);
    }

    [Fact]
    public void What_is_to_budget_and_what_is_available_are_the_money_there_is()
    {
        var random = new Random(4711);
        for (var run = 0; run < 200; run++)
        {
            var accounts = Tree.Select(a => a.AccountId).ToArray();
            var envelopes = accounts.Where(_ => random.Next(2) == 0).ToDictionary(a => a, _ => (Rollover)random.Next(3));
            var facts = new BudgetFacts(
                Tree, envelopes,
                [.. envelopes.Keys.SelectMany(a => Enumerable.Range(1, 6).Where(_ => random.Next(2) == 0).Select(m => new BudgetedMonth(a, Month(m), random.Next(-5000, 20000) / 100m)))],
                [.. accounts.SelectMany(a => Enumerable.Range(1, 6).Where(_ => random.Next(3) > 0).Select(m => new ActivityMonth(a, Month(m), random.Next(-3000, 20000) / 100m)))],
                new Dictionary<string, decimal> { ["EUR"] = random.Next(-100000, 100000) / 100m, ["USD"] = random.Next(1000) });

            for (var month = 1; month <= 8; month++)
            {
                var budget = Budget.Of(Month(month), facts);
                foreach (var (currency, balance) in facts.Balances)
                {
                    Assert.Equal(balance, budget.ToBudget[currency] + budget.Envelopes.Concat(budget.Unbudgeted)
                        .Where(e => Tree.Single(a => a.AccountId == e.AccountId).Commodity == currency).Sum(e => e.Available));
                }
            }
        }
    }

    [Fact]
    public void Commodity_without_categories_is_nothing_to_budget()
    {
        var facts = Facts([], [], []) with { Balances = new Dictionary<string, decimal> { ["EUR"] = 1, ["GOLD"] = 2 } };

        Assert.Equal(["EUR"], Budget.Of(Month(1), facts).ToBudget.Keys);
    }

    private static DateOnly Month(int month) => new(2026, month, 1);

    private static BudgetFacts Facts(Guid[] envelopes, BudgetedMonth[] budgeted, ActivityMonth[] activity) =>
        new(Tree, envelopes.ToDictionary(e => e, _ => Rollover.Surplus), budgeted, activity, new Dictionary<string, decimal>());
}
