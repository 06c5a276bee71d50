using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Desk.Writing;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues.Writing;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>The versions of an issue, what each changed, and taking one again. Tests: VersionsPageTests.</summary>
internal sealed class VersionsModel(IssueFiles files, IssueSaves saves, IssueVersionTable versions) : DeskPage
{
    private const int PageSize = 50;

    public string Slug { get; private set; } = "";

    /// <summary>Newest first.</summary>
    public IReadOnlyList<IssueVersion> List { get; private set; } = [];

    /// <summary>Where the next page of the list begins; null at the end.</summary>
    public long? Older { get; private set; }

    /// <summary>The hash of the file as it is; empty where there is none.</summary>
    public string NowHash { get; private set; } = "";

    /// <summary>The version that is looked at; null for the list.</summary>
    public IssueVersion? Chosen { get; private set; }

    /// <summary>The version that it is compared with; null for the file as it is, and before the first one.</summary>
    public IssueVersion? Other { get; private set; }

    public TextDifference? Difference { get; private set; }

    public bool IsInline { get; private set; }

    /// <summary>True when the version is compared with the file and not with the version before it.</summary>
    public bool IsWithFile { get; private set; }

    /// <param name="id">The version to look at.</param>
    /// <param name="with"><c>file</c> compares with the file; else with the version before.</param>
    /// <param name="view"><c>inline</c>, or side by side.</param>
    public async Task<IActionResult> OnGetAsync(
        string slug,
        long? id,
        string? with,
        string? view,
        long? before,
        CancellationToken cancellationToken
    )
    {
        if (!Issues.Slug.IsValid(slug))
        {
            return NotFound();
        }

        Slug = slug;
        var file = files.Read(slug).File;
        NowHash = file?.Hash ?? "";
        var list = await versions.ListAsync(slug, before, PageSize + 1, cancellationToken);
        (List, Older) = (list.Take(PageSize).ToList(), list.Count > PageSize ? list[PageSize - 1].Id : null);
        if (list.Count == 0 && file is null)
        {
            return NotFound();
        }

        if (id is not { } number)
        {
            return Page();
        }

        if (await versions.FindAsync(slug, number, cancellationToken) is not var (version, content))
        {
            return NotFound();
        }

        (Chosen, IsInline, IsWithFile) = (version, view == "inline", with == "file");
        var chosen = Shown(content);
        if (IsWithFile)
        {
            Difference = TextDifference.Of(Shown(file?.Content ?? []), chosen);
            return Page();
        }

        Other = (await versions.ListAsync(slug, number, 20, cancellationToken)).FirstOrDefault(one =>
            one.Kind is not VersionKind.Conflict
        );
        var older = Other is null ? null : await versions.FindAsync(slug, Other.Id, cancellationToken);
        Difference = TextDifference.Of(older is { } found ? Shown(found.Content) : "", chosen);
        return Page();
    }

    /// <summary>Takes a version again: it becomes the file, and the newest version.</summary>
    public async Task<IActionResult> OnPostAsync(string slug, CancellationToken cancellationToken)
    {
        var form = Request.Form;
        if (
            !Issues.Slug.IsValid(slug)
            || !long.TryParse(form["id"], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || await versions.FindAsync(slug, id, cancellationToken) is not var (version, content)
        )
        {
            return NotFound();
        }

        var (writer, now) = (WritingPerson.Of(HttpContext), form["now"].ToString());
        var result =
            now.Length == 0
                ? await saves.CreateAsync(slug, content, writer, cancellationToken)
                : await saves.SaveAsync(slug, content, now, writer, VersionKind.Restored, cancellationToken);
        var page = Url.Content($"~/desk/issues/{Uri.EscapeDataString(slug)}/versions");
        Note(
            result switch
            {
                SaveResult.Saved { Note: var note } => string.Create(
                    CultureInfo.InvariantCulture,
                    $"Version {version.Id} is the file again. {note}"
                ),
                SaveResult.Refused refused => $"Nothing was restored: {refused.Message}",
                SaveResult.Gone =>
                    "Nothing was restored: the file has vanished meanwhile. Look again, and restore it then.",
                _ => "Nothing was restored: the file has changed meanwhile. Look at the "
                    + "newest version, and restore it then.",
            }
        );
        return Redirect(page);
    }

    private static string Shown(byte[] content) => IssueSource.Of(content)?.Shown ?? "(no UTF-8 text)";
}
