using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Desk.Writing;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Rendering.Preview;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>
/// An issue to write: its fields, its text, and the mail beside it. What is typed is kept as a draft by every button
/// but
/// Save, and shown again after the redirect. Tests: WritePageTests.
/// </summary>
[LargeBody(WriteEndpoints.MostBytes)]
internal sealed class WriteModel(
    IssueFiles files,
    IssueSaves saves,
    SeenTexts texts,
    IssueVersionTable versions,
    IssueDraftTable drafts,
    ImageFiles images,
    IssuePreviews previews,
    IApprovalState approvals,
    AuditBook audit,
    TimeProvider clock
) : DeskPage
{
    private IssueSource _source = new(HasMark: false, "");

    public string Slug { get; private set; } = "";

    /// <summary>The hash of the file that the text field began with; empty where there is no file.</summary>
    public string Seen { get; private set; } = "";

    /// <summary>Null when the whole file is edited.</summary>
    public IssueFields? Fields { get; private set; }

    /// <summary>The content of the text field.</summary>
    public string Text { get; private set; } = "";

    /// <summary>False where the front matter cannot be read, so that there are no fields.</summary>
    public bool HasFields { get; private set; }

    public string? Problem { get; private set; }

    /// <summary>Why the file cannot be shown at all; null as a rule.</summary>
    public string? FileProblem { get; private set; }

    /// <summary>What the person typed earlier and has not saved.</summary>
    public IssueDraft? Offered { get; private set; }

    /// <summary>True when the text field has the draft and not the file.</summary>
    public bool IsDraft { get; private set; }

    /// <summary>The text that was not saved, when the file has changed meanwhile.</summary>
    public Quarrel? Quarrel { get; private set; }

    public IssueStatus Status { get; private set; }

    /// <summary>The approval of the file as it is saved; null where none is asked for.</summary>
    public ApprovalStand? Approval { get; private set; }

    public bool IsReleased => Status is IssueStatus.Ready;

    public bool MayRelease => Can(Right.ReleaseIssues);

    public bool MaySave => MayRelease || !IsReleased;

    public string Reader { get; private set; } = InventedReaders.Usual;

    public string View { get; private set; } = PreviewViews.Usual;

    public LiveAnswer? Preview { get; private set; }

    public IReadOnlyList<(string Name, string About)> Readers =>
        [.. InventedReaders.All(clock.GetUtcNow()).Select(reader => (reader.Name, reader.About))];

    /// <summary>See <see cref="TypedIssue.Head"/>.</summary>
    public string Head =>
        _source.FenceLines is { } count
            ? Convert.ToBase64String((_source with { Text = string.Concat(_source.Lines.Take(count)) }).Bytes)
            : "";

    public async Task<IActionResult> OnGetAsync(
        string slug,
        bool draft,
        bool whole,
        long? from,
        long? conflict,
        string? reader,
        string? view,
        CancellationToken cancellationToken
    )
    {
        if (!Issues.Slug.IsValid(slug))
        {
            return NotFound();
        }

        Slug = slug;
        Choose(reader, view);
        var (file, problem) = files.Read(slug);
        if (file is null && problem is not Issues.FileProblem.None)
        {
            FileProblem = problem!.Message;
            return Page();
        }

        if (conflict is { } kept)
        {
            return await QuarrelAsync(kept, file, cancellationToken) ? Page() : NotFound();
        }

        Offered = await drafts.FindAsync(Account, slug, cancellationToken);
        var taken = from is { } id ? await versions.FindAsync(slug, id, cancellationToken) : null;
        if (file is null && taken is null && Offered is null)
        {
            return NotFound();
        }

        var shown = taken?.Content ?? file?.Content;
        if (draft && Offered is { } offered)
        {
            var began = await texts.FindAsync(slug, offered.BaseHash, cancellationToken);
            var basis = (began is null ? null : IssueSource.Of(began)) ?? new(HasMark: false, "");
            (shown, IsDraft) = (basis.WithText(offered.Text).Bytes, true);
        }

        Seen = IsDraft ? Offered!.BaseHash : file?.Hash ?? "";
        Status = file is null ? IssueStatus.Draft : ReleaseRule.StatusOf(slug, file.Content);
        await AskApprovalAsync(cancellationToken);
        await ShowAsync(shown ?? [], whole, cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string slug, CancellationToken cancellationToken)
    {
        if (!Issues.Slug.IsValid(slug))
        {
            return NotFound();
        }

        Slug = slug;
        var form = Request.Form;
        Choose(form["reader"], form["view"]);
        return form["do"].ToString() switch
        {
            "discard" => await DiscardAsync(cancellationToken),
            "mine" => await TakeMineAsync(form, cancellationToken),
            "image" => await AddImageAsync(form, cancellationToken),
            "preview" or "switch" => await KeepAndShowAsync(form, cancellationToken),
            _ => await SaveAsync(form, cancellationToken),
        };
    }

    private string Account => WritingPerson.AccountOf(User);

    private void Choose(string? reader, string? view)
    {
        Reader = InventedReaders.Find(reader ?? "", clock.GetUtcNow())?.Name ?? InventedReaders.Usual;
        View = PreviewViews.Known(view);
    }

    private async Task<IActionResult> SaveAsync(IFormCollection form, CancellationToken cancellationToken)
    {
        var typed = TypedIssue.Of(form);
        var (source, fault) = typed.On(await texts.FindAsync(Slug, typed.Seen, cancellationToken));
        if (fault is not null)
        {
            return await RefusedAsync(typed, source, fault, cancellationToken);
        }

        var writer = WritingPerson.Of(HttpContext);
        var result =
            typed.Seen.Length == 0
                ? await saves.CreateAsync(Slug, source.Bytes, writer, cancellationToken)
                : await saves.SaveAsync(Slug, source.Bytes, typed.Seen, writer, VersionKind.Saved, cancellationToken);
        return result is SaveResult.Refused refused
            ? await RefusedAsync(typed, source, refused.Message, cancellationToken)
            : After(result, typed.IsWhole);
    }

    /// <summary>The answer after a save that was not refused.</summary>
    private RedirectResult After(SaveResult result, bool isWhole)
    {
        switch (result)
        {
            case SaveResult.Saved saved:
                Note(saved.Note is null ? "Saved." : $"Saved. {saved.Note}");
                return Lead(isWhole ? "whole=true" : "");
            case SaveResult.Conflict conflict:
                return Lead(string.Create(CultureInfo.InvariantCulture, $"conflict={conflict.Kept}"));
            case SaveResult.Gone gone:
                return Lead(string.Create(CultureInfo.InvariantCulture, $"conflict={gone.Kept}"));
            default:
                throw new InvalidOperationException($"{result.GetType().Name} was not expected.");
        }
    }

    /// <summary>Shows the page again with all that was typed.</summary>
    private async Task<IActionResult> RefusedAsync(
        TypedIssue typed,
        IssueSource source,
        string fault,
        CancellationToken cancellationToken
    )
    {
        Problem = fault;
        var kept = await KeepAsync(typed, source, cancellationToken);
        Problem += kept ?? " What you typed is below, and kept as your draft.";
        Seen = typed.Seen;
        await AskApprovalAsync(cancellationToken);
        Status = files.Read(Slug).File is { } file ? ReleaseRule.StatusOf(Slug, file.Content) : IssueStatus.Draft;
        await ShowAsync(source.Bytes, typed.IsWhole, cancellationToken);
        (Fields, Text, HasFields) = (
            typed.Fields,
            typed.IsWhole ? typed.Text : typed.Text,
            HasFields || !typed.IsWhole
        );
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    /// <summary>Null when the draft is kept; else a sentence that says that it is not.</summary>
    private async Task<string?> KeepAsync(TypedIssue typed, IssueSource source, CancellationToken cancellationToken)
    {
        if (source.Bytes.Length > IssueFile.MaxBytes)
        {
            return " What you typed is below; it is too long to be kept as a draft.";
        }

        try
        {
            await drafts.KeepAsync(Account, new(Slug, clock.GetUtcNow(), typed.Seen, source.Shown), cancellationToken);
            return null;
        }
        catch (Exception e) when (e is SqliteException or StorageException)
        {
            return " What you typed is below. It could not be kept as a draft, so copy it before you leave the page.";
        }
    }

    private async Task<IActionResult> KeepAndShowAsync(IFormCollection form, CancellationToken cancellationToken)
    {
        var typed = TypedIssue.Of(form);
        var (source, fault) = typed.On(await texts.FindAsync(Slug, typed.Seen, cancellationToken));
        if (
            fault is not null
            || await KeepAsync(typed, source, cancellationToken) is { } notKept && (fault = notKept) is not null
        )
        {
            return await RefusedAsync(typed, source, fault.Trim(), cancellationToken);
        }

        var isWhole = typed.IsWhole != (form["do"] == "switch");
        return Lead($"draft=true&reader={Reader}&view={View}{(isWhole ? "&whole=true" : "")}");
    }

    private async Task<IActionResult> AddImageAsync(IFormCollection form, CancellationToken cancellationToken)
    {
        var typed = TypedIssue.Of(form);
        var (source, fault) = typed.On(await texts.FindAsync(Slug, typed.Seen, cancellationToken));
        var alt = form["alt"].ToString().ReplaceLineEndings(" ").Trim();
        fault ??=
            form.Files is not [{ Length: > 0 }, ..] ? "No image was chosen. Choose a file first."
            : alt.Length == 0
                ? "The image has no description. Say in a few words what it shows; mail programs show the words first."
            : null;
        if (fault is not null)
        {
            return await RefusedAsync(typed, source, fault, cancellationToken);
        }

        var added = await WriteEndpoints.AddAsync(Slug, form.Files[0], images, audit, HttpContext, cancellationToken);
        if (added.Path is not { } path)
        {
            return await RefusedAsync(typed, source, added.Fault!, cancellationToken);
        }

        var line =
            $"![{alt.Replace("[", "(", StringComparison.Ordinal).Replace("]", ")", StringComparison.Ordinal)}]({path})";
        var longer = source.WithText($"{source.Shown.TrimEnd('\n')}\n\n{line}\n");
        if (await KeepAsync(typed, longer, cancellationToken) is { } notKept)
        {
            return await RefusedAsync(typed, longer, notKept.Trim(), cancellationToken);
        }

        Note($"The image is at the end of the text: {line}{(added.Note is null ? "" : $" {added.Note}")}");
        return Lead($"draft=true{(typed.IsWhole ? "&whole=true" : "")}");
    }

    private async Task<IActionResult> DiscardAsync(CancellationToken cancellationToken)
    {
        await drafts.DiscardAsync(Account, Slug, cancellationToken);
        Note("Your draft is thrown away. This is the file.");
        return files.Read(Slug).File is null ? Redirect(Url.Content("~/desk/issues")) : Lead("");
    }

    /// <summary>
    /// After a conflict: the text that was not saved takes the place of the file that both have seen.
    /// </summary>
    private async Task<IActionResult> TakeMineAsync(IFormCollection form, CancellationToken cancellationToken)
    {
        if (
            !long.TryParse(form["kept"], NumberStyles.None, CultureInfo.InvariantCulture, out var kept)
            || await versions.FindAsync(Slug, kept, cancellationToken) is not var (_, content)
        )
        {
            return NotFound();
        }

        var writer = WritingPerson.Of(HttpContext);
        var now = form["now"].ToString();
        var result =
            now.Length == 0
                ? await saves.CreateAsync(Slug, content, writer, cancellationToken)
                : await saves.SaveAsync(Slug, content, now, writer, VersionKind.Saved, cancellationToken);
        if (result is SaveResult.Refused refused)
        {
            Note($"Nothing was saved: {refused.Message}");
            return Lead(string.Create(CultureInfo.InvariantCulture, $"conflict={kept}"));
        }

        return After(result, isWhole: false);
    }

    private async Task<bool> QuarrelAsync(long kept, WrittenFile? file, CancellationToken cancellationToken)
    {
        if (await versions.FindAsync(Slug, kept, cancellationToken) is not var (version, content))
        {
            return false;
        }

        var newest = (await versions.ListAsync(Slug, before: null, limit: 20, cancellationToken)).FirstOrDefault(one =>
            one.Hash == file?.Hash
        );
        Quarrel = Quarrel.Of(version, content, file, newest);
        return true;
    }

    private async Task AskApprovalAsync(CancellationToken cancellationToken)
    {
        if (
            files.Read(Slug).File is { } file
            && IssueFile.Read($"issues/{Slug}.md", file.Content).Candidate is { } candidate
        )
        {
            Approval = (await approvals.OfAsync([candidate], cancellationToken)).GetValueOrDefault(Slug);
        }
    }

    private async Task ShowAsync(byte[] content, bool whole, CancellationToken cancellationToken)
    {
        if (IssueSource.Of(content) is not { } source)
        {
            FileProblem =
                "the file is no UTF-8 text (Latin-1 or a binary file?). Save it as "
                + "UTF-8 in a text editor; then it opens here.";
            return;
        }

        _source = source;
        var fields = IssueFields.Of(source);
        HasFields = fields is not null;
        Fields = whole ? null : fields;
        Text = Fields is null ? source.Shown : source.Body ?? "";
        Preview = await previews.DrawAsync(Me.AccountId, Slug, source, Reader, Fields is null, cancellationToken);
    }

    private RedirectResult Lead(string query) =>
        Redirect(Url.Content($"~/desk/issues/{Uri.EscapeDataString(Slug)}{(query.Length == 0 ? "" : $"?{query}")}"));
}
