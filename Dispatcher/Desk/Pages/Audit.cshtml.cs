using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Audit;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Who did what, newest first. Tests: AuditPageTests.</summary>
internal sealed class AuditModel(AuditTrail trail, AuditQuery query) : DeskPage
{
    private const int PageSize = 50;

    /// <summary>The kinds of subjects, and their names.</summary>
    public static readonly (string Kind, string Name)[] Kinds =
    [
        ("issue", "issues"),
        ("reader", "readers"),
        ("dispatch", "dispatches"),
        ("account", "accounts"),
        ("address", "addresses that are not on the list"),
    ];

    private static readonly string[] Filters = ["actor", "action", "kind", "subject", "from", "to"];

    public IReadOnlyList<AuditRow> Rows { get; private set; } = [];

    /// <summary>Why the filter cannot be used; null when it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>The address of the next page; null on the last one.</summary>
    public string? Older { get; private set; }

    /// <summary>True when newer rows were left out.</summary>
    public bool IsOlder { get; private set; }

    public string Newest => Address("/desk/audit", Given());

    public string Csv => Address("/desk/audit.csv", Given());

    public async Task OnGetAsync([FromQuery] long? before, CancellationToken cancellationToken)
    {
        (var filter, Problem) = query.Read(Request.Query);
        if (Problem is not null)
        {
            return;
        }

        IsOlder = before is not null;
        var rows = await trail.ReadAsync(filter, before, PageSize + 1, cancellationToken);
        Rows = [.. rows.Take(PageSize)];
        Older =
            rows.Count > PageSize
                ? Address(
                    "/desk/audit",
                    Given().Append(new("before", Rows[^1].Id.ToString(CultureInfo.InvariantCulture)))
                )
                : null;
    }

    /// <summary>What stands in a field of the filter.</summary>
    public string? Text(string name) => AuditQuery.Text(Request.Query, name);

    /// <summary>The address of the same list with one more wish.</summary>
    public string With(string name, string value) =>
        Address("/desk/audit", Given().Where(one => one.Key != name).Append(new(name, value)));

    private IEnumerable<KeyValuePair<string, string>> Given() =>
        Filters
            .Select(name => KeyValuePair.Create(name, Text(name)))
            .Where(one => one.Value is not null)
            .Select(one => KeyValuePair.Create(one.Key, one.Value!));

    private string Address(string path, IEnumerable<KeyValuePair<string, string>> query) =>
        Url.Content("~" + path)
        + QueryString.Create(query.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value)));
}
