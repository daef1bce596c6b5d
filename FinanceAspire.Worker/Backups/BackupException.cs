namespace FinanceAspire.Worker.Backups;

/// <summary>A backup or a restore that was refused; the message says why and what to do.</summary>
internal sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);
