using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Editing;

/// <summary>
/// The issues of the folder for the checks of a preview. Tests: LivePreviewTests. A file that has the same time and
/// length as before is not read
/// again, so that years of issues cost nothing at each keystroke. What is planned or sent is never taken from here.
/// </summary>
internal sealed class KnownFiles(NewsletterFolder folder)
{
    private readonly IssueFolder _issues = new(folder.Issues);
    private readonly Lock _gate = new();
    private Dictionary<string, (DateTime WrittenAt, long Length, IssueReading Reading)> _known = [];

    /// <summary>The files that are valid issues, in the order of their names.</summary>
    public IReadOnlyList<IssueCandidate> Candidates() =>
        [.. Named().Select(one => one.Reading.Candidate).OfType<IssueCandidate>()];

    /// <summary>All files with their names, in the order of the names.</summary>
    public IReadOnlyList<(string File, IssueReading Reading)> Named()
    {
        lock (_gate)
        {
            if (!Directory.Exists(folder.Issues))
            {
                return [];
            }

            var now = new Dictionary<string, (DateTime WrittenAt, long Length, IssueReading Reading)>(
                StringComparer.Ordinal
            );
            foreach (
                var file in new DirectoryInfo(folder.Issues)
                    .EnumerateFiles("*.md")
                    .Where(file => !file.Name.StartsWith('.'))
                    .OrderBy(file => file.Name, StringComparer.Ordinal)
            )
            {
                // Of a link only the link's own time is known here.
                now[file.Name] =
                    file.LinkTarget is null
                    && _known.TryGetValue(file.Name, out var known)
                    && (known.WrittenAt, known.Length) == (file.LastWriteTimeUtc, file.Length)
                        ? known
                        : (file.LastWriteTimeUtc, file.Length, _issues.ReadOne(file.FullName));
            }

            _known = now;
            return [.. now.Select(one => (one.Key, one.Value.Reading))];
        }
    }
}
