using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace RoboticsStack.Viewing.Server;

/// <summary>Serves a page made of this project's and the report's styles and scripts, with three.js and the messages' schema beside it.</summary>
public static partial class PageAssets
{
    private static readonly IReadOnlyDictionary<string, string> Libraries = new Dictionary<string, string>
    {
        ["three.module.js"] = "text/javascript",
        ["three.core.js"] = "text/javascript",
        ["protobuf.min.js"] = "text/javascript",
        ["robotics_stack.proto"] = "text/plain",
    };

    /// <param name="app">Gets the routes.</param>
    /// <param name="html">The page; its placeholder takes the styles.</param>
    /// <param name="styles">In order.</param>
    /// <param name="parts">The report's scripts that the page draws with, in order.</param>
    /// <param name="scripts">The page's own, in order; joined with the parts into one module, app.js, in a block of their own, so that no name of theirs clashes.</param>
    public static void Map(WebApplication app, string html, IReadOnlyList<string> styles, IReadOnlyList<string> parts, IReadOnlyList<string> scripts)
    {
        byte[] page = Encoding.UTF8.GetBytes(Placeholder().Replace(Text(html), _ => Join(styles)));
        byte[] script = Encoding.UTF8.GetBytes($"{Join(parts)}\n{{\n{Join(scripts)}\n}}\n");
        app.MapGet("/", () => Results.Bytes(page, "text/html; charset=utf-8"));
        app.MapGet("/app.js", () => Results.Bytes(script, "text/javascript; charset=utf-8"));
        foreach ((string name, string type) in Libraries)
        {
            app.MapGet($"/{name}", () => Results.Stream(Open(name), $"{type}; charset=utf-8"));
        }
    }

    [GeneratedRegex(@"/\*\{\{styles\}\}\*/")]
    private static partial Regex Placeholder();

    private static string Join(IEnumerable<string> assets) => string.Join('\n', assets.Select(Text));

    private static string Text(string name)
    {
        using StreamReader reader = new(Open(name));
        return reader.ReadToEnd();
    }

    private static Stream Open(string name) => typeof(PageAssets).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"'{name}' is not part of this assembly");
}
