using System.Globalization;
using FinanceAspire.Formats.Reading.Journal;
using FinanceAspire.Formats.Writing;
using FinanceAspire.Ledger.Journals;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Judges;

/// <summary>Out and in again: nothing that our model has is lost.</summary>
public sealed class RoundTripTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("journal")]
    [InlineData("beancount")]
    public async Task Book_read_back_is_the_book(string format)
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await RandomBook.FillAsync(book, 3000, seed: 7);
        var (head, transactions) = await ExportTests.ReadAsync(book);
        await using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        await (format == "journal" ? JournalWriter.WriteAsync(text, head, transactions.ToAsyncEnumerable(), TestContext.Current.CancellationToken)
            : BeancountWriter.WriteAsync(text, head, transactions.ToAsyncEnumerable(), TestContext.Current.CancellationToken));

        var file = format == "journal" ? JournalReader.Read(text.ToString(), TestContext.Current.CancellationToken) : BeancountReader.Read(text.ToString(), TestContext.Current.CancellationToken);

        Assert.Empty(file.Problems);
        Assert.Equal((head.Name, head.Currency), (file.Head.Name, file.Head.Currency));
        Assert.Equal(head.Commodities.OrderBy(c => c.Code), file.Head.Commodities.OrderBy(c => c.Code));
        Assert.Equal(head.Accounts.OrderBy(a => a.Id), file.Head.Accounts.OrderBy(a => a.Id));
        Assert.Equal(head.Prices.OrderBy(p => (p.Date, p.Commodity)), file.Head.Prices.OrderBy(p => (p.Date, p.Commodity)));
        Assert.Equal(head.Assertions.OrderBy(a => (a.Date, a.AccountId)), file.Head.Assertions.OrderBy(a => (a.Date, a.AccountId)));
        Assert.Equal(transactions.Count, file.Transactions.Count);
        foreach (var (ours, theirs) in transactions.Zip(file.Transactions))
        {
            Assert.Equal(Text(ours), Text(theirs));
        }
    }

    private static string Text(JournalTransaction t) => string.Create(
        CultureInfo.InvariantCulture,
        $"{t.Id} {t.Date:o} {t.Payee}|{t.Description}|{t.Currency}|{string.Join('/', t.Tags)}|{string.Join("; ", t.Postings.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.AccountId} {p.Quantity:0.######} {p.Commodity} {p.Value:0.######} {p.Memo} {p.Cleared}")))}");
}
