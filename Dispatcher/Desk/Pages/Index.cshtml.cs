using Microsoft.AspNetCore.Mvc;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>The first page. Tests: DeskPageTests.</summary>
internal sealed class IndexModel : DeskPage
{
    public IActionResult OnGet() => Page();
}
