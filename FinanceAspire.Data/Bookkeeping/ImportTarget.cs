using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>Which of the book's accounts a file is of.</summary>
public static class ImportTarget
{
    /// <summary>The remark by which a plan keeps the account's number in its file: an import in effect has taught whose number that is.</summary>
    public const string NumberInFile = "account_in_file";

    /// <summary>The one account whose number at the bank the file gives (stated, or learnt from earlier imports), else the one of its name.</summary>
    /// <param name="accounts">The open accounts of the user's own.</param>
    /// <param name="learnt">Numbers that earlier imports came with.</param>
    /// <param name="statements">What the file holds.</param>
    public static AccountLine? Find(IReadOnlyList<AccountLine> accounts, IReadOnlyList<LearntNumber> learnt, IReadOnlyList<Statement> statements)
    {
        return Only(accounts.Where(a => Fits(a, a.BankAccountId)))
            ?? Only(accounts.Where(a => a.BankAccountId is null && learnt.Any(l => l.AccountId == a.Id && Fits(a, l.Number))))
            ?? Only(accounts.Where(a => statements.Any(s => IsOfCurrency(s, a) && StatementChoice.IsSame(s.Account.Name, a.Name))));

        bool Fits(AccountLine account, string? number) =>
            number is { Length: > 0 } && statements.Any(s => IsOfCurrency(s, account) && (StatementChoice.IsSame(s.Account.AccountId, number) || StatementChoice.IsSame(s.Account.Name, number)));
    }

    private static bool IsOfCurrency(Statement statement, AccountLine account) => statement.Currency is null || statement.Currency == account.Currency;

    /// <summary>The one that there is; null for none and for several.</summary>
    public static AccountLine? Only(IEnumerable<AccountLine> accounts) => accounts.Take(2).ToList() is [var one] ? one : null;
}
