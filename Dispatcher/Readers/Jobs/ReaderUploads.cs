using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Readers.Jobs;

/// <summary>
/// Files that people of the desk upload to import, in a folder beside the database that only the dispatcher's user can
/// read. They hold addresses, so they go when their import is done, or after two days. Tests: ReaderJobsTests.
/// </summary>
internal sealed class ReaderUploads(Database database, TimeProvider clock)
{
    /// <summary>Largest file that is taken: some three million readers.</summary>
    public const long MaxBytes = 200 * 1024 * 1024;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    private string Folder => Path.Combine(Path.GetDirectoryName(database.Path)!, "uploads");

    /// <summary>Keeps a file under a name of our own, written as it comes.</summary>
    /// <returns>Its name; null when it is larger than <see cref="MaxBytes"/>, and then nothing is kept.</returns>
    public async Task<string?> KeepAsync(Stream content, CancellationToken cancellationToken)
    {
        PrivateFiles.CreateFolder(Folder);
        var name = $"{Guid.NewGuid():N}.csv";
        var isWhole = false;
        try
        {
            await using var file = PrivateFiles.Open(PathOf(name), FileMode.CreateNew, FileAccess.Write);
            var buffer = new byte[81_920];
            var size = 0L;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                size += read;
                if (size > MaxBytes)
                {
                    return null;
                }

                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            isWhole = true;
            return name;
        }
        finally
        {
            if (!isWhole)
            {
                File.Delete(PathOf(name));
            }
        }
    }

    /// <summary>Where a kept file is.</summary>
    /// <param name="name">As <see cref="KeepAsync"/> gave it.</param>
    public string PathOf(string name) => Path.Combine(Folder, Path.GetFileName(name));

    /// <summary>Where the rows are that an import of a kept file refused; null when there are none.</summary>
    public string? RejectedOf(string name) =>
        Path.ChangeExtension(PathOf(name), ".rejected.csv") is var path && File.Exists(path) ? path : null;

    /// <summary>Deletes a file; the rows that were refused stay to be looked at.</summary>
    public void Drop(string name) => File.Delete(PathOf(name));

    /// <summary>Deletes what is older than two days.</summary>
    public void DropOld()
    {
        if (!Directory.Exists(Folder))
        {
            return;
        }

        var before = clock.GetUtcNow() - Kept;
        foreach (var file in new DirectoryInfo(Folder).EnumerateFiles().Where(file => file.LastWriteTimeUtc < before))
        {
            file.Delete();
        }
    }
}
