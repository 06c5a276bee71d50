using System.Text;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Desk;

/// <summary>People as a CSV file, written while they are read. Tests: ReaderPagesTests.</summary>
internal sealed class CsvResult(IAsyncEnumerable<Subscriber> people, string fileName) : IActionResult
{
    public async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        await using var text = new StreamWriter(
            response.Body,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            leaveOpen: true
        );
        await CsvExport.WriteAsync(text, people, context.HttpContext.RequestAborted);
    }
}
