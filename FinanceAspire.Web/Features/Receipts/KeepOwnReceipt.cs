using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Receipts;
using FinanceAspire.Ledger.Receipts;
using FinanceAspire.Web.Features.Receipts.Reading;

namespace FinanceAspire.Web.Features.Receipts;

/// <summary>
/// Takes a file that this program made, a demo book's, into the book that is open: read as an upload is, but in this process,
/// since nobody has sent it.
/// </summary>
internal sealed class KeepOwnReceipt(ReceiptFolder folder)
{
    /// <param name="db">The book that is open for a change.</param>
    /// <param name="bookId">Its id.</param>
    /// <param name="fileName">As it is shown.</param>
    /// <param name="content">The file.</param>
    /// <param name="date">Its day, where its text does not say.</param>
    /// <param name="amount">Its sum, where its text does not say.</param>
    /// <param name="transactionId">What it proves; null: it waits in the inbox.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task ExecuteAsync(
        LedgerDbContext db, Guid bookId, string fileName, byte[] content, DateOnly date, decimal amount, Guid? transactionId, CancellationToken cancellationToken)
    {
        var work = Directory.CreateTempSubdirectory("receipt-").FullName;
        try
        {
            var source = Path.Combine(work, "source");
            await File.WriteAllBytesAsync(source, content, cancellationToken);
            var read = ReadReceipt.Read(source, work).Content ?? throw new InvalidOperationException($"{fileName} cannot be read.");
            var (kept, thumbnail) = (Path.Combine(work, ReadReceipt.ContentName), Path.Combine(work, ReadReceipt.ThumbnailName));
            var facts = await AddReceipt.FactsAsync(read, System.Security.Cryptography.SHA256.HashData(content), kept, thumbnail, cancellationToken);
            await folder.PutAsync(bookId, facts.Sha256, kept, facts.ThumbnailSize > 0 ? thumbnail : null, cancellationToken);
            facts.BookId = bookId;
            var guess = ReceiptText.Guess(facts.Text, date);
            var receipt = new Receipt
            {
                BookId = bookId,
                Id = Guid.CreateVersion7(),
                Sha256 = facts.Sha256,
                FileName = ReceiptName.Clean(fileName, facts.ContentType),
                Date = guess.Date ?? date,
                Amount = guess.Amount ?? amount,
            };
            db.ReceiptFiles.Add(facts);
            db.Receipts.Add(receipt);
            await db.SaveChangesAsync(cancellationToken);
            if (transactionId is { } transaction && await ReceiptAttaching.AttachAsync(db, bookId, receipt.Id, transaction, cancellationToken) is { } refusal)
            {
                throw new InvalidOperationException(refusal.Message);
            }

            await db.SaveChangesAsync(cancellationToken);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
