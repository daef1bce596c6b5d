using FinanceAspire.Ledger.Journals;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Journal;

/// <summary>A plain text accounting file as a book: everything that could be read, and every line that could not, by number.</summary>
/// <param name="Head">Accounts, commodities, prices, claims.</param>
/// <param name="Transactions">In the order of the file; each balances exactly.</param>
/// <param name="Problems">What was left out or guessed.</param>
public sealed record JournalFile(JournalHead Head, IReadOnlyList<JournalTransaction> Transactions, IReadOnlyList<StatementProblem> Problems);
