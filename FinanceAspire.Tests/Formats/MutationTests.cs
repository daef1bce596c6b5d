using FinanceAspire.Formats.Reading;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Formats;

/// <summary>Damaged files: thousands of seeded mutations of the samples. None may throw, and none may be silent.</summary>
public sealed class MutationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Damaged_file_is_read_or_refused_but_never_throws(int seed)
    {
        var random = new Random(seed);
        byte[][] samples = [Samples.Ofx1, Samples.GermanCsv, Samples.Qif, Samples.Camt, Samples.Mt940, OfxTests.One(), Samples.Text("Date,Payee,Debit,Credit\n01/02/2026,\"A, B\",1.00,\n02/02/2026,C,,2.00\n")];
        for (var round = 0; round < 1500; round++)
        {
            var file = Mutate(samples[random.Next(samples.Length)], random);

            var result = await StatementReader.ReadAsync(new MemoryStream(file), new ReadOptions(), TestContext.Current.CancellationToken);

            Assert.True(result.Statements.Count > 0 || result.Problems.Any(p => p.IsFatal), $"Seed {seed}, round {round}: neither lines nor a reason.");
        }
    }

    /// <summary>Journals too: whatever is left of a damaged one balances.</summary>
    [Theory]
    [InlineData("2026-01-01 * Shop | Food\n    Expenses:Food  10.00 EUR\n    Assets:Bank\n\n2026-01-02 x\n    A  1 AAA @ 2.5 USD\n    B  -2.5 USD = 3 USD\nP 2026-01-01 USD 0.9 EUR\n")]
    [InlineData("2026-01-01 open Assets:Bank EUR\n2026-01-01 * \"a\" \"b\" #t\n  Assets:Bank  (1+2)*3 EUR\n  Equity:X\n2026-01-02 balance Assets:Bank 9 EUR\n")]
    public void Damaged_journal_is_read_in_part_and_never_throws(string journal)
    {
        var (random, sample) = (new Random(5), System.Text.Encoding.UTF8.GetBytes(journal));
        for (var round = 0; round < 3000; round++)
        {
            var text = System.Text.Encoding.UTF8.GetString(Mutate(sample, random));
            foreach (var file in new[] { FinanceAspire.Formats.Reading.Journal.JournalReader.Read(text, TestContext.Current.CancellationToken), FinanceAspire.Formats.Reading.Journal.BeancountReader.Read(text, TestContext.Current.CancellationToken) })
            {
                Assert.All(file.Transactions, t => Assert.Equal(0, t.Postings.Sum(p => p.Value)));
            }
        }
    }

    private static byte[] Mutate(byte[] sample, Random random)
    {
        var file = sample.ToList();
        for (var n = random.Next(1, 12); n > 0 && file.Count > 0; n--)
        {
            var at = random.Next(file.Count);
            switch (random.Next(5))
            {
                case 0:
                    file[at] = (byte)random.Next(256);
                    break;
                case 1:
                    file.RemoveRange(at, Math.Min(random.Next(1, 40), file.Count - at));
                    break;
                case 2:
                    file.InsertRange(at, sample.Skip(random.Next(sample.Length)).Take(random.Next(1, 60)));
                    break;
                case 3:
                    file.Insert(at, "<>\",;\n\r&()-0.9"u8[random.Next(14)]);
                    break;
                default:
                    file.RemoveRange(at, file.Count - at);
                    break;
            }
        }

        return [.. file];
    }
}
