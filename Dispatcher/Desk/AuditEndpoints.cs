using System.Globalization;
using System.Text;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Subscribers.Import;

namespace Newsletter.Dispatcher.Desk;

/// <summary><c>/desk/audit.csv</c>: the rows that the page shows, all of them. Tests: AuditPageTests.</summary>
internal static class AuditEndpoints
{
    /// <summary>A broken cell must not shift the others: it is quoted, and a quote in it is doubled.</summary>
    private const string Header = "id,at,actor,action,subject,details,reason,origin\r\n";

    public static void MapDeskAudit(this IEndpointRouteBuilder routes) =>
        routes.MapMethods(
            "/desk/audit.csv",
            [HttpMethods.Get, HttpMethods.Head],
            async Task<IResult> (HttpContext context, AuditTrail trail, AuditQuery query) =>
            {
                var (filter, problem) = query.Read(context.Request.Query);
                if (problem is not null)
                {
                    return TypedResults.BadRequest(problem);
                }

                context.Response.Headers.ContentDisposition = "attachment; filename=\"audit.csv\"";
                context.Response.ContentType = "text/csv; charset=utf-8";
                if (HttpMethods.IsHead(context.Request.Method))
                {
                    return TypedResults.Empty;
                }

                await context.Response.WriteAsync(Header, context.RequestAborted);
                await foreach (var row in trail.AllAsync(filter, context.RequestAborted))
                {
                    await context.Response.WriteAsync(Line(row), context.RequestAborted);
                }

                return TypedResults.Empty;
            }
        );

    /// <summary>One line; no cell is run as a formula by a spreadsheet.</summary>
    public static string Line(AuditRow row)
    {
        var line = new StringBuilder().Append(row.Id.ToString(CultureInfo.InvariantCulture));
        string?[] cells =
        [
            row.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            row.Actor,
            row.Action,
            row.Subject,
            row.Details,
            row.Reason,
            row.Origin,
        ];
        foreach (var cell in cells)
        {
            line.Append(",\"")
                .Append(CsvCell.Guard(cell ?? "").Replace("\"", "\"\"", StringComparison.Ordinal))
                .Append('"');
        }

        return line.Append("\r\n").ToString();
    }
}
