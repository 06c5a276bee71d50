using System.Globalization;
using System.Text;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// An operating-system lock on <c>DATABASE.lock</c>: it is freed by the kernel when the process ends in whatever way, so
/// a crash never leaves it behind. The file also keeps the last <see cref="LockNote"/>, which <see cref="Ownership"/>
/// compares with the database.
/// </summary>
internal sealed class DispatcherLock : IDisposable
{
    private const int LongestNote = 4096;

    private readonly FileStream _file;

    private DispatcherLock(FileStream file, LockNote? before)
    {
        _file = file;
        Before = before;
    }

    /// <summary>What the last owner left in the file; null in a new one.</summary>
    public LockNote? Before { get; }

    /// <summary>Takes the lock.</summary>
    /// <returns>Null when another process has it.</returns>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public static DispatcherLock? TryTake(Database database)
    {
        var path = database.Path + ".lock";
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new DispatcherLock(file, LockNote.Parse(Read(file)));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StorageException($"{path}: may not be written; give the dispatcher's user the right to.", e);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new StorageException($"{path}: the folder does not exist; make it or change Storage:ConnectionString.", e);
        }
        catch (IOException e) when (IsLocked(e))
        {
            return null;
        }
        catch (IOException e)
        {
            throw new StorageException($"{path}: cannot be opened ({e.Message}); check the disk.", e);
        }
    }

    /// <summary>Leaves a note for whoever has the lock next. A disk that is full keeps the old one, which is older and so harmless.</summary>
    public void Write(LockNote note)
    {
        var text = Encoding.UTF8.GetBytes(note.ToString());
        try
        {
            _file.Position = 0;
            _file.Write(text);
            _file.SetLength(text.Length);
            _file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // Said by the ledger, which has the same disk.
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows; anything else is the disk's trouble.</summary>
    private static bool IsLocked(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static string Read(FileStream file)
    {
        var bytes = new byte[LongestNote];
        return Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }
}

/// <summary>What the owner of a database writes into the lock file: a line with token and mark, then a line a dispatch.</summary>
/// <param name="Token">The owner's, as in the table <c>owner</c>.</param>
/// <param name="Mark">The highest mark that is certainly in the database.</param>
/// <param name="Sent">The latest slots that were begun, and with which issue.</param>
internal sealed record LockNote(string Token, long Mark, IReadOnlyList<SentIssue> Sent)
{
    public static LockNote? Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines is [var first, .. var rest] && first.Split(' ') is [var token, var mark]
            && long.TryParse(mark, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new(token, number, [.. rest.Select(SentIssue.Parse).OfType<SentIssue>()])
                : null;
    }

    public override string ToString() =>
        string.Join('\n', [string.Create(CultureInfo.InvariantCulture, $"{Token} {Mark}"), .. Sent.Select(issue => issue.ToString())]) + "\n";
}

/// <summary>A slot that was begun.</summary>
internal sealed record SentIssue
{
    public required DateOnly SlotDate { get; init; }

    public required string IssueSlug { get; init; }

    public static SentIssue? Parse(string line) =>
        line.Split(' ', 2) is [var date, var slug]
        && DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var slotDate)
            ? new() { SlotDate = slotDate, IssueSlug = slug }
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{SlotDate:yyyy-MM-dd} {IssueSlug}");
}
