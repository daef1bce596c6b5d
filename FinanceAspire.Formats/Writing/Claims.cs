using FinanceAspire.Ledger.Journals;

namespace FinanceAspire.Formats.Writing;

/// <summary>What banks stated, day by day, beside the running balances of a book that is being written.</summary>
internal sealed class Claims(JournalHead head)
{
    private readonly Queue<JournalAssertion> _left = new(head.Assertions.OrderBy(a => a.Date));
    private readonly Dictionary<Guid, decimal> _balances = [];

    /// <summary>The claims on days before the given one, each with the book's balance then.</summary>
    public IEnumerable<(JournalAssertion Claim, decimal Total)> Before(DateOnly date)
    {
        while (_left.TryPeek(out var claim) && claim.Date < date)
        {
            _left.Dequeue();
            yield return (claim, _balances.GetValueOrDefault(claim.AccountId));
        }
    }

    public void Count(JournalTransaction transaction)
    {
        foreach (var posting in transaction.Postings)
        {
            _balances[posting.AccountId] = _balances.GetValueOrDefault(posting.AccountId) + posting.Quantity;
        }
    }
}
