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
        byte[][] samples = [Samples.Text(Samples.GnuCash), Samples.Text("!ACCNT\tNAME\tACCNTTYPE\nACCNT\tBank\tBANK\n!TRNS\tDATE\tACCNT\tAMOUNT\n!SPL\tDATE\tACCNT\tAMOUNT\nTRNS\t01/13/2026\tBank\t-30.00\nSPL\t01/13/2026\tFood\t30.00\nENDTRNS\n"),
            Samples.Text("type,amount,date,source_name,destination_name,category\nWithdrawal,-1.00,2024-09-01T12:34:56+08:00,Bank,Shop,Food\n"), Samples.Ofx1, Samples.GermanCsv, Samples.Qif, Samples.Camt, Samples.Mt940, OfxTests.One(), Samples.Text("Date,Payee,Debit,Credit\n01/02/2026,\"A, B\",1.00,\n02/02/2026,C,,2.00\n")];
        for (var round = 0; round < 1500; round++)
        {
            var file = Mutate(samples[random.Next(samples.Length)], random);

            var result = await StatementReader.ReadAsync(new MemoryStream(file), new ReadOptions(), TestContext.Current.CancellationToken);

            Assert.True(result.Statements.Count > 0 || result.Book is not null || result.Problems.Any(p => p.IsFatal), $"Seed {seed}, round {round}: neither lines nor a reason.");
        }
    }

    /// <summary>
    /// The corpus, damaged at random for as long as FINANCEASPIRE_FUZZ_SECONDS says (a minute in .ci/run): no exception, no file
    /// that takes longer than a bound far above any real one's, no memory beyond a bound that a file of this size cannot need.
    /// </summary>
    [Fact]
    public async Task Damaged_files_of_the_corpus_neither_throw_nor_hang_nor_grow()
    {
        var seconds = int.TryParse(Environment.GetEnvironmentVariable("FINANCEASPIRE_FUZZ_SECONDS"), out var s) ? s : 2;
        // The same damage each time, so that a change is judged by what it does; another seed finds what nobody has thought of.
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FINANCEASPIRE_FUZZ_SEED"), out var chosen) ? chosen : 20_261_126;
        var random = new Random(seed);
        var files = Corpus.Files("ofx1", "ofx2", "qfx", "csv", "qif", "camt", "mt940", "mt942", "gnucash", "firefly_csv", "ynab", "mint", "monarch", "actual_csv", "iif", "hledger", "beancount")
            .Select(f => File.ReadAllBytes(Path.Combine(Corpus.Folder!, f.Path))).Where(f => f.Length < 200_000).DefaultIfEmpty(Samples.Ofx1).ToList();
        var until = DateTime.UtcNow.AddSeconds(seconds);
        var rounds = 0;
        for (; DateTime.UtcNow < until; rounds++)
        {
            var file = Mutate(files[random.Next(files.Count)], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            // A hang ends the test with the seed and the round in its name.
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            try
            {
                var result = await StatementReader.ReadAsync(new MemoryStream(file), new ReadOptions { MaxBytes = 8 * 1024 * 1024 }, patience.Token);
                Assert.True(result.Statements.Count > 0 || result.Book is not null || result.Problems.Any(p => p.IsFatal), $"Seed {seed}, round {rounds}: neither lines nor a reason.");
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"Seed {seed}, round {rounds}: {e}");
            }

            var grown = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(grown < 512L * 1024 * 1024, $"Seed {seed}, round {rounds}: {grown:N0} bytes for a file of {file.Length:N0}.");
        }

        Assert.True(rounds > 0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} damaged files, seed {seed}.");
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
