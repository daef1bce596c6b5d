using FinanceAspire.Tests.Support;
using Npgsql;

namespace FinanceAspire.Tests.Data;

/// <summary>Receipts in the change log: whatever was done with one can be taken back, in the order in which it may be.</summary>
public sealed class ReceiptUndoTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Deleted_receipt_comes_back_with_what_it_was_attached_to_and_its_file_waited()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var transaction = await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));
        var (_, receipt) = await UploadAsync(book);
        await AttachAsync(book, receipt, transaction);

        var deleted = await book.ChangeAsync($"delete from receipts where id = '{receipt}'");
        Assert.Equal("0 0 true", await StateAsync(book));
        var undone = await book.ChangeAsync($"select undo_operation('{deleted}')");

        Assert.Equal("1 1 false", await StateAsync(book));
        await book.ChangeAsync($"select undo_operation('{undone}')");
        Assert.Equal("0 0 true", await StateAsync(book));
    }

    [Fact]
    public async Task Voided_transaction_leaves_its_receipt_in_the_inbox_and_gets_it_back()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var transaction = await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));
        var (_, receipt) = await UploadAsync(book);
        await AttachAsync(book, receipt, transaction);

        var voided = await book.ChangeAsync($"delete from transactions where id = '{transaction}'");
        Assert.Equal("1 0 false", await StateAsync(book));
        await book.ChangeAsync($"select undo_operation('{voided}')");

        Assert.Equal("1 1 false", await StateAsync(book));
    }

    [Fact]
    public async Task Taken_back_record_leaves_its_receipt_in_the_inbox()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var transaction = Guid.CreateVersion7();
        var recorded = await book.ChangeAsync($"""
            insert into transactions (book_id, id, date, currency) values ('{book.Book}', '{transaction}', '2026-01-05', 'EUR');
            insert into postings (book_id, id, transaction_id, ordinal, account_id, date, currency, commodity, quantity, value)
              values ('{book.Book}', gen_random_uuid(), '{transaction}', 0, '{book.Bank}', '2026-01-05', 'EUR', 'EUR', -1, -1),
                     ('{book.Book}', gen_random_uuid(), '{transaction}', 1, '{book.Food}', '2026-01-05', 'EUR', 'EUR', 1, 1)
            """);
        var (_, receipt) = await UploadAsync(book);
        await AttachAsync(book, receipt, transaction);

        var undone = await book.ChangeAsync($"select undo_operation('{recorded}')");
        Assert.Equal("1 0 false", await StateAsync(book));
        await book.ChangeAsync($"select undo_operation('{undone}')");
        Assert.Equal("1 1 false", await StateAsync(book));
    }

    [Fact]
    public async Task Upload_is_not_taken_back_from_under_its_attachment()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var transaction = await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));
        var (uploaded, receipt) = await UploadAsync(book);
        var attached = await AttachAsync(book, receipt, transaction);

        var error = await Assert.ThrowsAsync<PostgresException>(() => book.ChangeAsync($"select undo_operation('{uploaded}')"));

        Assert.Equal("operation_has_dependents", error.ConstraintName);
        await book.ChangeAsync($"select undo_operation('{attached}')");
        await book.ChangeAsync($"select undo_operation('{uploaded}')");
        Assert.Equal("0 0 true", await StateAsync(book));
    }

    [Fact]
    public async Task Attachment_comes_back_only_where_both_of_its_ends_are_there()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var transaction = await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));
        var (_, receipt) = await UploadAsync(book);
        await AttachAsync(book, receipt, transaction);
        var detached = await book.ChangeAsync($"delete from attachments where receipt_id = '{receipt}'");
        var deleted = await book.ChangeAsync($"delete from receipts where id = '{receipt}'");

        var error = await Assert.ThrowsAsync<PostgresException>(() => book.ChangeAsync($"select undo_operation('{detached}')"));

        Assert.Equal("operation_has_dependents", error.ConstraintName);
        await book.ChangeAsync($"select undo_operation('{deleted}')");
        await book.ChangeAsync($"select undo_operation('{detached}')");
        Assert.Equal("1 1 false", await StateAsync(book));
    }

    [Fact]
    public async Task Deletion_cannot_be_taken_back_once_the_file_is_swept()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var (_, receipt) = await UploadAsync(book);
        var deleted = await book.ChangeAsync($"delete from receipts where id = '{receipt}'");
        await book.AsOwnerAsync("delete from receipt_files");

        var error = await Assert.ThrowsAsync<PostgresException>(() => book.ChangeAsync($"select undo_operation('{deleted}')"));

        Assert.Equal("receipt_file_is_gone", error.ConstraintName);
    }

    [Fact]
    public async Task The_same_content_is_one_receipt_and_attached_once()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var transaction = await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));
        var (_, receipt) = await UploadAsync(book);
        await AttachAsync(book, receipt, transaction);

        var again = await Assert.ThrowsAsync<PostgresException>(() => book.ChangeAsync(
            $"insert into receipts (book_id, id, sha256, file_name) values ('{book.Book}', gen_random_uuid(), sha256('slip'), 'slip.jpg')"));
        var twice = await Assert.ThrowsAsync<PostgresException>(() => AttachAsync(book, receipt, transaction));

        Assert.Equal("receipt_is_there_already", again.ConstraintName);
        Assert.Equal("receipt_is_attached_already", twice.ConstraintName);
    }

    private static async Task<(Guid Operation, Guid Receipt)> UploadAsync(BookSession book)
    {
        var id = Guid.CreateVersion7();
        var operation = await book.ChangeAsync($"""
            insert into receipt_files (book_id, sha256, source_sha256, size, content_type) values ('{book.Book}', sha256('slip'), sha256('source'), 4, 'image/jpeg');
            insert into receipts (book_id, id, sha256, file_name) values ('{book.Book}', '{id}', sha256('slip'), 'slip.jpg')
            """);
        return (operation, id);
    }

    private static Task<Guid> AttachAsync(BookSession book, Guid receipt, Guid transaction) => book.ChangeAsync(
        $"insert into attachments (book_id, id, receipt_id, transaction_id) values ('{book.Book}', gen_random_uuid(), '{receipt}', '{transaction}')");

    /// <summary>How many receipts and attachments there are, and whether the file waits to be swept.</summary>
    private static async Task<string> StateAsync(BookSession book) => (string)(await book.ScalarAsync(
        "select format('%s %s %s', (select count(*) from receipts), (select count(*) from attachments), (select case when unused_since is null then 'false' else 'true' end from receipt_files))"))!;
}
