using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Tests.Ledger;

public sealed class BulkPlannerTests
{
    private static readonly Guid Bank = Guid.NewGuid();
    private static readonly Guid Food = Guid.NewGuid();
    private static readonly BulkAccount Leisure = new(Guid.NewGuid(), "Leisure", "EUR");

    [Theory]
    [InlineData("payee", null)]
    [InlineData("same payee", "is so already")]
    [InlineData("category", null)]
    [InlineData("same category", "is so already")]
    [InlineData("category of a split", "is split")]
    [InlineData("category of a transfer", "has no category")]
    [InlineData("category in another currency", "is in EUR, the category in USD")]
    [InlineData("category of a reconciled leg", "reconciled with a bank statement")]
    [InlineData("payee in a closed period", "in a closed period")]
    [InlineData("category in a closed period", "in a closed period")]
    [InlineData("clear in a closed period", null)]
    [InlineData("clear what is reconciled", "is so already")]
    [InlineData("remove", null)]
    [InlineData("remove what is reconciled", "reconciled with a bank statement")]
    [InlineData("remove in a closed period", "in a closed period")]
    public void Each_transaction_changes_or_says_why_not(string what, string? whyNot)
    {
        DateOnly? closed = what.Contains("closed", StringComparison.Ordinal) ? new DateOnly(2026, 12, 31) : null;
        var status = what.Contains("reconciled", StringComparison.Ordinal) ? ClearedStatus.Reconciled : ClearedStatus.Uncleared;
        var bank = Leg(Bank, AccountType.Asset, status);
        var food = Leg(Food, AccountType.Expense, what == "category of a reconciled leg" ? status : ClearedStatus.Uncleared);
        BulkPosting[] legs = what switch
        {
            "category of a split" => [bank, food, Leg(Guid.NewGuid(), AccountType.Expense)],
            "category of a transfer" => [bank, Leg(Guid.NewGuid(), AccountType.Asset)],
            _ => [bank, food],
        };
        var edit = what.Split(' ')[0] switch
        {
            "payee" => new BulkEdit { Payee = "New" },
            "category" => new BulkEdit { Category = what.EndsWith("currency", StringComparison.Ordinal) ? Leisure with { Commodity = "USD" } : Leisure },
            "clear" => new BulkEdit { Cleared = true },
            "remove" => new BulkEdit { Remove = true },
            _ => what == "same payee" ? new BulkEdit { Payee = " Old " } : new BulkEdit { Category = new(Food, "Food", "EUR") },
        };

        var line = Assert.Single(BulkPlanner.Plan(edit, [new(Guid.NewGuid(), new(2026, 5, 1), "Old", [], legs)], null, closed));

        Assert.Equal(whyNot, line.WhyNot);
        Assert.Equal(whyNot is null, line.Changes.Count > 0);
    }

    [Fact]
    public void In_a_register_the_other_leg_gets_the_category_and_its_own_the_mark()
    {
        var (bank, card) = (Leg(Bank, AccountType.Asset), Leg(Guid.NewGuid(), AccountType.Liability));

        var line = Assert.Single(BulkPlanner.Plan(new() { Category = Leisure, Cleared = true }, [new(Guid.NewGuid(), new(2026, 5, 1), "", [], [bank, card])], Bank, null));

        Assert.Equal(card.Id, line.CategoryPosting);
        Assert.Equal([bank.Id], line.MarkedPostings);
    }

    [Theory]
    [InlineData("Food:Groceries", "Food:Groceries")]
    [InlineData("food › groceries", "Food:Groceries")]
    [InlineData("groc", "Food:Groceries")]
    [InlineData("Food", "Food")]
    [InlineData("foo", "Food")]
    [InlineData("eating", "Food:Eating out")]
    [InlineData("out", "Food:Eating out")]
    [InlineData("sav", "Savings")]
    public void Account_is_found_by_as_little_as_tells_it_apart(string typed, string path)
    {
        var found = AccountNames.Find(typed, Names);

        Assert.Equal(path, Names.Single(n => n.Id == found.Required).Path);
    }

    [Theory]
    [InlineData("", "no account")]
    [InlineData("nothing", "no account")]
    [InlineData("g", "may be Food › Groceries, Gifts")]
    public void Account_that_is_unclear_is_asked_about(string typed, string reason)
    {
        var refusal = AccountNames.Find(typed, Names).Refusal;

        Assert.Equal(RefusalCodes.AccountNotFound, refusal!.Code);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    private static readonly NamedAccount[] Names =
        [.. new[] { "Food", "Food:Groceries", "Food:Eating out", "Gifts", "Savings" }.Select(p => new NamedAccount(Guid.NewGuid(), p))];

    private static BulkPosting Leg(Guid account, AccountType type, ClearedStatus cleared = ClearedStatus.Uncleared) =>
        new(Guid.NewGuid(), account, "Account", type, "EUR", cleared);
}
