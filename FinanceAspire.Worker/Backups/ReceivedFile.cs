using FinanceAspire.Worker.Secrets;

namespace FinanceAspire.Worker.Backups;

/// <summary>
/// A backup that came by standard input, as a file for as long as it is needed: it is read twice, and its place is where
/// backups are, since a container's memory is smaller than a large one.
/// </summary>
internal sealed class ReceivedFile : IDisposable
{
    private ReceivedFile(string path) => Path = path;

    public string Path { get; }

    public static async Task<ReceivedFile> ReadAsync(Stream input, string? directory, CancellationToken cancellationToken)
    {
        var received = new ReceivedFile(System.IO.Path.Combine(directory ?? System.IO.Path.GetTempPath(), $"received-{Guid.NewGuid():N}.partial"));
        try
        {
            await using var file = PrivateFile.Create(received.Path);
            await input.CopyToAsync(file, cancellationToken);
            return received;
        }
        catch
        {
            received.Dispose();
            throw;
        }
    }

    public void Dispose() => File.Delete(Path);
}
